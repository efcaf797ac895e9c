// Reading side by side: j and k move from row to row; a row that is clicked or reached is the one they start from.
(() => {
  const rows = [...document.querySelectorAll(".ezri-unit")];
  let current = -1;

  const take = (index) => {
    rows.forEach((row, place) => { row.tabIndex = place === index ? 0 : -1; });
    current = index;
  };

  const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]");

  document.addEventListener("focusin", (event) => {
    const index = rows.indexOf(event.target.closest(".ezri-unit"));
    if (index >= 0) take(index);
  });

  document.addEventListener("keydown", (event) => {
    const step = { j: 1, k: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const next = Math.min(Math.max(current + step, 0), rows.length - 1);
    rows[next]?.focus();
  });
})();

// The search page: j and k move from hit to hit, / to the search box; what is empty in the form stays out of the address.
(() => {
  const lines = [...document.querySelectorAll(".ezri-line")];
  const box = document.getElementById("q");
  let current = -1;

  const take = (index) => {
    lines.forEach((line, place) => { line.tabIndex = place === index ? 0 : -1; });
    current = index;
  };

  const typing = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog, [contenteditable]");

  document.addEventListener("focusin", (event) => {
    const index = lines.indexOf(event.target.closest(".ezri-line"));
    if (index >= 0) take(index);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      event.preventDefault();
      box.focus();
      return;
    }
    const step = { j: 1, k: -1 }[event.key];
    if (step) lines[Math.min(Math.max(current + step, 0), lines.length - 1)]?.focus();
  });

  const form = document.querySelector(".ezri-ask");
  const unsaid = { view: "kwic", sort: "document" };

  form.addEventListener("submit", () => {
    const fields = [...form.elements].filter((field) => field.name && field.name !== "q");
    const idle = fields.filter((field) => !field.value || (field.type === "radio" && field.value === unsaid[field.name]));
    idle.forEach((field) => { field.disabled = true; });
    // Whoever comes back to the page finds the form as it was.
    setTimeout(() => idle.forEach((field) => { field.disabled = false; }), 0);
  });
})();

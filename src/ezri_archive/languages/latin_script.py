"""The languages of the Latin script that the archive tells apart: English, French, German."""

from ezri_archive.languages.evidence import END, START, Spelling, ending, letter_weights, shape, words_of

_ENGLISH = Spelling(
    "en",
    "english",
    letter_weights({
        "wk": 0.15, "y": 0.15, "h": 0.05, "éèêëàâçùûôîïœ": -1.0, "äöüß": -1.0,
    }),
    words_of("""
        the of and to in is that for it as was with be by on not he his but at are this have from or had an
        they which one you were her all she there would their we him been has when who will more no if out
        so said what up its about into than them can only other new some could time these two may then do
        first any my now such like our over man me even most made after also did many before must through
        back years where much your way well down should because each just those people mr how too little
        state good very make world still own see men work long get here between both life being under never
        day same another know while last might us great old year off come since against go came right used
        take three i a page language show hide add edit remove file link name search view user settings
        option options issue september october november december january february march april june july
        august center centre and's by's without within
    """),
    (
        ending("ing ed ly ness ight ough ship ful 's ’s n't n’t ese ish tion ity sh th", 0.5, least=1),
        shape(START + "(?:th|wh|sh|wr|kn)", 0.4),
        shape("oo|ee|ck|ow|aw|ew", 0.2),
    ),
    prior=1.5,
)  # fmt: skip

_FRENCH = Spelling(
    "fr",
    "french",
    letter_weights({
        "éèêàùçœëîïôûâ": 1.2, "w": -0.5, "k": -0.6, "q": 0.3, "äöüß": -1.2, "’": 0.1,
    }),
    words_of("""
        le la les des du de un une et est en que qui dans pour pas au aux sur ce cette ces se sa son ses il
        elle ils elles nous vous je on ne par avec plus mais ou où sont été être avoir fait comme tout tous
        leur leurs même si y a ont était aussi bien sans peut entre après avant sous très deux trois nouveau
        nouvelle ajouter modifier afficher masquer supprimer langue fichier lien nom recherche page aucun
        aucune autre autres votre vos notre nos non oui l d j qu n s c m îles île
    """),
    (
        shape(START + r"(?:[ldjnscm]|qu)['’](?=[^\W\d_])", 1.5),
        ending("eux euse eur ais ait ois aux ment ique ée ées és tion elle ette ien ienne age oir ez", 0.6, least=1),
        shape("eau|ou|oi|ai|ui", 0.1),
    ),
)  # fmt: skip

_GERMAN = Spelling(
    "de",
    "german",
    letter_weights({
        "äöü": 1.2, "ß": 2.5, "éèêàùçœ": -0.8, "z": 0.25, "k": 0.15, "w": 0.1, "„": 0.6, "yq": -0.4,
    }),
    words_of("""
        der die das und ist in den von zu mit sich des auf für nicht ein eine als auch es an werden aus er
        hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber
        vor zur bis mehr durch man sein wurde wenn hatte kann ihre ihr seine vom im dem wir ich du unter
        alle diese dieser dieses keine kein neue neuen neuer seite sprache bearbeiten hinzufügen entfernen
        anzeigen datei bild hier jetzt ja nein mich mir ihm ihn uns euch
    """),
    (
        ending("ung ungen keit heit lich liche isch ische en iert schaft tzt ern st", 0.4, least=1),
        shape("sch|ei|ie|ch|tz|pf", 0.25),
        shape(START + r"ge[^\W\d_]{3,}t" + END, 0.6),
    ),
)  # fmt: skip

SPELLINGS = (_ENGLISH, _FRENCH, _GERMAN)
"""The languages of the Latin script, English first: it is named where nothing else is likelier."""

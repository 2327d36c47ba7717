// The French of Piccolo admin, what its forms may change, and the way to our own pages.
// It rests on the bundle that a test pins: see tests/admin/test_french.py.
(function () {
  "use strict";

  const SAID = {
    " All ": "Tous", "All": "Tous", "None": "Aucun", " Null ": "Vide", "Null": "Vide", "NULL": "—",
    " True ": "oui", " False ": "non", "True": "oui", "False": "non",
    "Equals": "égal à", "Not Equal": "différent de", "Less Than": "avant, ou inférieur à",
    "Less Than or Equal To": "au plus", "Greater Than": "après, ou supérieur à", "Greater Than or Equal To": "au moins",
    "contains": "contient", "exact": "est exactement", "starts": "commence par", "ends": "finit par",
    "Error": "Erreur", "Type here to filter": "Tapez pour filtrer", " Load more": "Afficher la suite",
    "The form has errors.": "La saisie n'a pas été enregistrée : voyez en haut du formulaire.",
    "Successfully saved row": "Enregistré.", "Successfully added row": "Ajouté.",
    "Successfully updated rows": "Lignes modifiées.", "Successfully deleted row": "Supprimé.",
    "Successfully deleted rows": "Supprimé.", "Successfully applied filter": "Filtre appliqué.",
    "Successfully cleared filters": "Filtres retirés.", "Successfully submitted form": "Envoyé.",
    "Successfully submitted": "Envoyé.", "Downloaded file": "Fichier téléchargé.",
    "Are you sure you want to logout?": "Voulez-vous vous déconnecter ?",
    "Are you sure you want to delete this row?": "On n'efface rien ici.",
    "Are you sure you want to delete the selected rows?": "On n'efface rien ici.",
    "Unable to delete the row.": "On n'efface rien ici.", "Problem logging in": "Connexion impossible.",
    "Page not found": "Cette page n'existe pas, ou elle ne vous est pas accessible.",
    "Method not supported - running in read only mode.": "Cela ne se modifie pas ici.",
    "The server can't be reached - please try later.": "Le service est momentanément indisponible. Réessayez dans quelques instants.",
    "Please select at least one column.": "Choisissez au moins une colonne.",
    "Bulk Update": "Modifier les lignes cochées", "Set null:": "Laisser vide :", "Toggle all": "Tout cocher ou décocher",
    " Columns": "Colonnes", "Include readable": "Avec les libellés", " Add sort column": "Ajouter une colonne de tri",
    "Remove": "Retirer", "Delete Row": "Supprimer", "Delete selected Rows": "Supprimer", "Edit Row": "Modifier",
    "Click for more info": "Aide", "Click to toggle children.": "Replier ou déplier",
    "Translations": "Langues", "Unknown": "Inconnu", "Show tables": "Déplier les listes", "Hide tables": "Replier les listes",
    "Show forms": "Déplier", "Hide forms": "Replier", "Show links": "Déplier les pages", "Hide links": "Replier les pages",
    "Show password": "Afficher le mot de passe", "Hide password": "Masquer le mot de passe",
    "MFA code required": "Le code du second facteur est demandé.", "View": "Voir", "Add": "Ajouter",
    "We're sorry but the Piccolo Admin doesn't work properly without JavaScript enabled.": "Les listes demandent JavaScript.",
    "0 seconds": "0 seconde", "Hint: Use your authenticator app to generate the MFA code - if you've lost your phone, you can use a recovery code instead.": "Le code est celui de votre application, ou un code de secours.",
    "Invalid column name or value": "La modification a été refusée.",
    "File:": "Fichier :", "Video playback not available": "Vidéo non lisible", "Audio playback not available": "Son non lisible",
    "Unable to preview file - download below.": "Aperçu impossible : téléchargez le fichier.", "Loading ...": "Chargement…",
    "Download": "Télécharger",
    "Changed password successfully. You will be redirected to log in with your new credentials.": "Mot de passe changé. Reconnectez-vous.",
  };
  const SHAPED = [
    [/^(\d{4})-(\d\d)-(\d\d)$/, "$3/$2/$1"],
    [/^(.+) field - ([^]+)$/, "$1 : $2"],
    [/^Database error: [^]*$/, "La saisie est refusée."],
    [/^Select a row from (.+)$/, "Choisir dans « $1 »"],
    [/^(\d+) per page$/, "$1 par page"],
    [/^of (\d+)$/, "sur $1"],
    [/^Modifier ([01]) lignes$/, "Modifier $1 ligne"],
    [/^Supprimer ([01]) lignes$/, "Supprimer $1 ligne"],
    [/^Affichage de (\d+) sur ([01]) résultat\(s\)$/, "$2 résultat"],
    [/^Affichage de (\d+) sur (\d+) résultat\(s\)$/, "$1 affichés sur $2 résultats"],
    [/^Are you sure you want to delete row .*$/, "On n'efface rien ici."],
    [/^Unable to delete row .*$/, "On n'efface rien ici."],
    [/^There are more than (\d+), are you sure you want to continue\?$/, "Il y a plus de $1 lignes. Continuer ?"],
    [/^Problem fetching (\w+) rows\.$/, "La liste n'a pas pu être lue."],
    [/^Error - [^]*$/, "La demande a été refusée."],
    [/^À propos de Piccolo$/, "À propos"],
  ];
  const AT_FIELDS = ["title", "placeholder", "label", "aria-label"];
  let words = null;
  let refusal = "";
  const asked = {};

  // ── What was refused last: the bulk form keeps it to itself ────────────────────────────────────────────────────
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, url, ...given) {
    // What a list was asked last is what its file is asked: the same filters, the same order.
    const found = /api\/tables\/(\w+)\/\?(.*)$/.exec(String(url));
    if (found && String(method).toUpperCase() === "GET") asked[found[1]] = found[2];
    return open.call(this, method, url, ...given);
  };
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (...given) {
    this.addEventListener("load", () => {
      if (this.status === 401) { location.assign("/admin/sign-in?next=/admin/"); return; }
      if (this.status < 400) return;
      try {
        const detail = JSON.parse(this.responseText).detail;
        refusal = typeof detail === "string" ? detail : detail.map((each) => each.msg).join(" ");
      } catch { refusal = ""; }
    });
    return send.apply(this, given);
  };

  const french = (text) => {
    if (text === "Invalid column name or value" && refusal) return refusal;
    if (text in SAID) return SAID[text];
    const bare = text.trim().replace(/\s+/g, " ");
    if (bare in SAID) return SAID[bare];
    for (const [shape, put] of SHAPED) if (shape.test(bare)) return bare.replace(shape, put);
    return null;
  };
  const alertIn = window.alert.bind(window);
  const confirmIn = window.confirm.bind(window);
  window.alert = (text) => alertIn(refusal && text === "Page not found" ? refusal : french(String(text)) ?? text);
  window.confirm = (text) => {
    const told = french(String(text)) ?? text;
    if (told === "On n'efface rien ici.") { alertIn(told); return false; }
    return confirmIn(told);
  };

  // ── Where we are: #/habilitations/9/ ──────────────────────────────────────────────────────────────────────────
  const place = () => {
    const [table = "", row = ""] = location.hash.replace(/^#\/?/, "").split("?")[0].split("/");
    return { table, row, list: words && words[table] };
  };
  const goneTo = () => {
    const { table, row, list } = place();
    if (table === "login") location.replace("/admin/sign-in?next=/admin/");
    else if (table === "change-password") location.replace("/admin/account/");
    else if (list && row === "add" && list.add) location.replace(list.add);
    else if (list && row && row !== "add" && list.page) location.replace(list.page + row);
  };
  window.addEventListener("hashchange", goneTo);

  // ── Words ─────────────────────────────────────────────────────────────────────────────────────────────────────
  const nameOf = (text) => {
    if (!words) return null;
    const bare = text.trim();
    if (bare in words) return words[bare].title;
    const found = /^(Modifier :|Ajouter :) (.+)$/.exec(bare);
    return found && words[found[2].replace(/ /g, "_")] ? `${found[1]} ${words[found[2].replace(/ /g, "_")].title}` : null;
  };
  const said = (node) => {
    const text = node.data;
    if (!text.trim()) return;
    const holder = node.parentElement;
    if (!holder || holder.closest("script, style, textarea, .popup")) return;
    let put = french(text);
    if (put === null && holder.closest("h1, .sidebar, #sidebar_overlay, .related_tables, .modal_header")) put = nameOf(text);
    if (put === null && holder.matches("option")) put = optionOf(holder, text.trim());
    if (put === null && holder.matches(".column_list label")) put = labelOf(text.trim());
    if (put !== null && put !== text) node.data = put;
  };
  const labelOf = (name) => {
    const { list } = place();
    if (name === "id") return "Identifiant";
    return list && list.labels[name] ? list.labels[name] : null;
  };
  const optionOf = (option, text) => {
    const { list } = place();
    if (!list) return null;
    if (option.closest("select[name=column]")) return labelOf(text);
    // The bundle puts a capital on each word of a choice.
    return list.choices.find((each) => each.toLowerCase() === text.toLowerCase()) ?? null;
  };
  const attributes = (element) => {
    for (const name of AT_FIELDS) {
      const text = element.getAttribute(name);
      const put = text === "NULL" ? "" : text && french(text);
      if (put !== null && put !== undefined && put !== text) element.setAttribute(name, put);
    }
  };

  // ── What may be done ──────────────────────────────────────────────────────────────────────────────────────────
  const hide = (element) => { if (element && !element.hidden) element.hidden = true; };
  const named = (element, name) => { if (element.getAttribute("aria-label") !== name) element.setAttribute("aria-label", name); };
  const write = (node, text) => { if (node && node.data !== text) node.data = text; };
  const forms = () => {
    const { row, list } = place();
    if (!list) return;
    const bulk = document.querySelector("select[name=property]");
    if (bulk) {
      for (const option of bulk.options) option.hidden = option.value !== "null" && !list.change.includes(option.value);
      return;
    }
    const detail = document.querySelector(".inner form");
    if (!detail || !row) return;
    const allowed = row === "add" ? list.make : list.change;
    for (const field of detail.elements) {
      if (!field.name || field.matches("[name=ordering], [name=column]")) continue;
      const open = allowed.includes(field.name);
      if (field.disabled === open) field.disabled = !open;
      if (row === "add" && !open) hide(field.closest("form > div > div"));
    }
    const save = detail.querySelector("[data-uitest=save_button], [data-uitest=create_button]");
    if (save && allowed.length === 0) hide(save);
  };
  const lists = () => {
    const { table, list } = place();
    if (!list) return;
    for (const button of document.querySelectorAll(".buttons a.button")) {
      if (/\/add\/?$/.test(button.getAttribute("href") || "")) {
        if (list.add) button.dataset.goes = list.add;
        else if (list.make.length === 0) hide(button);
      } else if (button.querySelector("[data-icon^=trash]")) hide(button);
      else if (button.querySelector("[data-icon=arrow-up]") && list.change.length === 0) hide(button);
    }
    for (const button of document.querySelectorAll("[data-uitest=csv_button]")) {
      const file = `/admin/listes/${table}.csv?${asked[table] || ""}`;
      if (button.getAttribute("href") !== file) button.setAttribute("href", file);
    }
    for (const link of document.querySelectorAll(`td a[href*="#/${table}/"], #drop_down_menu a[href*="#/${table}/"]`)) {
      const key = /#\/[^/]+\/(\d+)/.exec(link.getAttribute("href"));
      if (key && list.page) link.dataset.goes = list.page + key[1];
      if (list.page && link.matches("[title]")) write(link.lastChild, " Ouvrir sa page");
      else if (link.matches("[title]")) write(link.lastChild, list.change.length ? " Modifier" : " Voir");
    }
    for (const box of document.querySelectorAll("th input[type=checkbox]")) named(box, "Cocher toutes les lignes");
    for (const box of document.querySelectorAll(".table_wrapper td input[type=checkbox]")) {
      const cell = box.closest("tr") && box.closest("tr").querySelector(".link");
      named(box, `Cocher la ligne ${cell ? cell.textContent : ""}`.trim());
    }
    for (const trash of document.querySelectorAll("#delete")) hide(trash.closest("li") || trash);
    hide(document.querySelector(".inner .header > p"));
  };
  const NAMED = {
    "ellipsis-vertical": "Actions sur cette ligne", "angle-left": "Page précédente", "angle-right": "Page suivante", "caret-up": "Tri croissant",
    "caret-down": "Tri décroissant", "bars": "Ouvrir le menu", "xmark": "Fermer", "language": "Langues",
    "circle-question": "Aide",
  };
  const LANDMARKS = {
    "#nav": ["banner", ""], ".sidebar": ["navigation", "Listes et pages"], ".right_column": ["complementary", "Filtres"],
    ".wrapper > :not(.sidebar_wrapper, .right_column, #overlay)": ["main", ""], ".modal": ["dialog", "Réglages"],
    "#message_popup": ["status", ""],
  };
  const landmarks = () => {
    for (const [where, [role, name]] of Object.entries(LANDMARKS)) {
      for (const element of document.querySelectorAll(where)) {
        if (element.getAttribute("role") !== role) element.setAttribute("role", role);
        if (name) named(element, name);
      }
    }
    for (const title of document.querySelectorAll(".modal .heading h1:empty")) hide(title);
    for (const head of document.querySelectorAll(".table_wrapper th:empty")) {
      head.append(Object.assign(document.createElement("span"), { className: "unseen", textContent: "Actions" }));
    }
  };
  const names = () => {
    for (const link of document.querySelectorAll("a:not([aria-label])")) {
      const icon = link.querySelector("svg[data-icon]");
      if (icon && !link.textContent.trim() && NAMED[icon.dataset.icon]) link.setAttribute("aria-label", NAMED[icon.dataset.icon]);
    }
    for (const label of document.querySelectorAll("form label")) {
      const field = label.parentElement.querySelector("input[name]:not([type=hidden]), select[name]:last-of-type, textarea[name]");
      const text = label.firstChild && label.firstChild.textContent.trim();
      if (field && text && !field.hasAttribute("aria-label")) field.setAttribute("aria-label", text);
    }
    const unnamed = { ".modal select[name=column]": "Colonne", ".modal select[name=ordering]": "Sens du tri", ".modal select:not([name])": "Choix", "#pagination input": "Page", "#page_size select": "Lignes par page", ".filter_wrapper select[name$=__operator]": "Comparaison", ".filter_wrapper select[name$=__match]": "Comparaison" };
    for (const [where, name] of Object.entries(unnamed)) {
      for (const field of document.querySelectorAll(where)) if (!field.hasAttribute("aria-label")) field.setAttribute("aria-label", name);
    }
  };

  // ── Days are typed as 30/09/2026, whatever the language of the browser; the bundle reads its own field behind ─────
  const NOT_A_DAY = "Une date est attendue, par exemple 30/09/2026.";
  const isoOf = (text) => {
    const found = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text.trim()) || /^()()(\d{4}-\d\d-\d\d)$/.exec(text.trim());
    if (!found) return "";
    const iso = found[1] ? `${found[3]}-${found[2].padStart(2, "0")}-${found[1].padStart(2, "0")}` : found[3];
    const day = new Date(`${iso}T00:00:00Z`);
    return !isNaN(day) && day.toISOString().slice(0, 10) === iso ? iso : "";
  };
  const shownDay = (iso) => iso.replace(/^(\d{4})-(\d\d)-(\d\d)$/, "$3/$2/$1");
  const VALUE = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
  const twins = new Map();
  const days = () => {
    for (const [field, shown] of twins) if (!field.isConnected) { shown.remove(); twins.delete(field); }
    for (const field of document.querySelectorAll("input[type=date]")) {
      if (!twins.has(field)) twins.set(field, twin(field));
      const shown = twins.get(field);
      if (field.previousSibling !== shown) field.before(shown);
      if (shown.disabled !== field.disabled) shown.disabled = field.disabled;
      named(shown, field.getAttribute("aria-label") || "Date");
    }
  };
  const twin = (field) => {
    const shown = document.createElement("input");
    Object.assign(shown, { type: "text", inputMode: "numeric", autocomplete: "off", maxLength: 10, className: "day" });
    shown.placeholder = "jj/mm/aaaa";
    shown.value = shownDay(VALUE.get.call(field));
    shown.addEventListener("input", () => {
      const iso = isoOf(shown.value);
      shown.setCustomValidity(iso || !shown.value.trim() ? "" : NOT_A_DAY);
      VALUE.set.call(field, iso);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    // What the bundle puts into its field, somebody sees; never while he types.
    Object.defineProperty(field, "value", {
      configurable: true,
      get: () => VALUE.get.call(field),
      set: (iso) => {
        VALUE.set.call(field, iso);
        if (document.activeElement !== shown) { shown.value = shownDay(VALUE.get.call(field)); shown.setCustomValidity(""); }
      },
    });
    field.hidden = true;
    return shown;
  };
  const menu = () => {
    for (const item of document.querySelectorAll("#nav #drop_down_menu li")) {
      const icon = item.querySelector("svg[data-icon]");
      const link = item.querySelector("a");
      if (!icon || !link) continue;
      if (icon.dataset.icon === "key") { link.dataset.goes = "/admin/account/"; write(link.lastChild, "Mon compte"); }
      if (link.matches("[href*=mfa-setup]") || icon.dataset.icon === "globe") hide(item);
    }
    const tongues = document.querySelector("#nav a svg[data-icon=language]");
    if (tongues) hide(tongues.closest("li"));
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a");
    if (!link) return;
    if (link.matches("[data-uitest=csv_button]")) {
      // The browser follows the address: the bundle's own export, in its own words, is not asked.
      event.stopImmediatePropagation();
    } else if (link.dataset.goes) {
      event.preventDefault(); event.stopImmediatePropagation();
      location.assign(link.dataset.goes);
    } else if (link.matches("[data-uitest=logout_button]")) {
      event.preventDefault(); event.stopImmediatePropagation();
      const form = document.createElement("form");
      form.method = "post"; form.action = "/admin/sign-out";
      document.body.append(form); form.submit();
    }
  }, true);

  // ── All of it again whenever the page changes ─────────────────────────────────────────────────────────────────
  const over = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.currentNode; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) said(node);
      else if (node.nodeType === Node.ELEMENT_NODE) attributes(node);
    }
  };
  let waits = false;
  const again = () => {
    waits = false;
    over(document.body);
    lists(); forms(); landmarks(); names(); days(); menu();
    const { list } = place();
    const title = `${list ? list.title : "Administration"} — Portail Caf partenaires`;
    if (document.title !== title) document.title = title;
  };
  const soon = () => { if (!waits) { waits = true; queueMicrotask(again); } };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(soon).observe(document.body, {
      childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: [...AT_FIELDS, "href"],
    });
    goneTo(); soon();
  });
  fetch("api/words/", { credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : null))
    .then((found) => { words = found; goneTo(); if (document.body) soon(); });
})();

// Starts GraphiQL on our own endpoint, and keeps the sign-in strip above it. No other server is ever asked.
"use strict";

(() => {
  const at = (id) => document.getElementById(id);
  const root = ReactDOM.createRoot(at("graphiql"));
  let tabs = [];
  let visits = 0;

  // A tab's memory, not the browser's: figures typed here are gone once the tab is closed.
  const memory = (() => {
    try {
      return window.sessionStorage;
    } catch {
      return null;
    }
  })();

  async function post(body, headers = {}) {
    const answer = await fetch("/graphql", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", ...headers },
      body: JSON.stringify(body),
    });
    if (answer.status === 401) showViewer(null);
    try {
      return await answer.json();
    } catch {
      return { errors: [{ message: `Réponse illisible du serveur (HTTP ${answer.status}).` }] };
    }
  }

  async function fetcher(operation, options) {
    const result = await post(operation, options?.headers);
    if (/\bsign(In|Out)\b/.test(operation.query)) await refreshViewer();
    return result;
  }

  function say(text, refused = false) {
    at("status").textContent = text;
    at("status").classList.toggle("refused", refused);
  }

  // Signed in by a right password, but the session opens nothing until its steps are done.
  function showSteps(message) {
    at("steps").hidden = !message;
    if (message) say(message, true);
  }

  function showViewer(email) {
    at("sign-in").hidden = Boolean(email);
    at("signed-in").hidden = !email;
    at("viewer").textContent = email ?? "";
  }

  async function refreshViewer() {
    const { data, errors } = await post({ query: "{ viewer { email } }" });
    const waits = errors?.find((error) => error.extensions?.code === "SIGN_IN_INCOMPLETE");
    showSteps(waits?.message);
    showViewer(data?.viewer?.email ?? null);
  }

  // Mounted anew after each sign-in: another person's answers leave the screen, the schema is read again.
  function open() {
    visits += 1;
    root.render(
      React.createElement(GraphiQL, {
        key: visits,
        fetcher,
        defaultTabs: tabs.length ? tabs : undefined,
        defaultQuery: "# Écrivez ici votre requête.\n",
        defaultEditorToolsVisibility: "variables",
        shouldPersistHeaders: false,
        storage: memory ?? undefined,
      }),
    );
  }

  async function act(button, query, variables) {
    button.disabled = true;
    say("");
    try {
      const { data, errors } = await post({ query, variables });
      const refusals = errors ?? Object.values(data ?? {}).flatMap((payload) => payload?.errors ?? []);
      if (refusals.length) return say(refusals.map((refusal) => refusal.message).join(" "), true);
      await refreshViewer();
      open();
    } catch {
      say("Le serveur ne répond pas. Réessayez dans un instant.", true);
    } finally {
      button.disabled = false;
    }
  }

  const SIGN_IN =
    "mutation ($input: SignInInput!) { signIn(input: $input) { viewer { email } errors { code message } } }";
  const signIn = (button, email, password) => act(button, SIGN_IN, { input: { email, password } });

  at("sign-in").addEventListener("submit", async (event) => {
    event.preventDefault();
    await signIn(event.submitter ?? event.target.querySelector("button"), at("email").value, at("password").value);
    at("password").value = "";
  });
  at("sign-out").addEventListener("click", (event) =>
    act(event.currentTarget, "mutation { signOut { __typename } }"),
  );

  function accountButton({ email, password, attempt }) {
    const button = document.createElement("button");
    const hint = document.createElement("span");
    button.type = "button";
    button.textContent = email;
    hint.textContent = `À essayer\u00a0: ${attempt}`;
    button.append(hint);
    button.addEventListener("click", async () => {
      await signIn(button, email, password);
      at("demo").open = false;
    });
    const line = document.createElement("li");
    line.append(button);
    return line;
  }

  async function offerAccounts() {
    const demo = at("demo");
    if (!demo) return;
    const accounts = await (await fetch(demo.dataset.accounts)).json();
    demo.querySelector("ul").append(...accounts.map(accountButton));
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") demo.open = false;
    });
    document.addEventListener("click", ({ target }) => {
      if (!demo.contains(target)) demo.open = false;
    });
  }

  async function start() {
    try {
      tabs = await (await fetch("/static/graphiql/examples.json")).json();
    } catch {
      say("Les exemples n'ont pas pu être chargés.", true);
    }
    open();
    await Promise.allSettled([refreshViewer(), offerAccounts()]);
  }

  showViewer(null);
  start();
})();

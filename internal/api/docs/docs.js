// Draws /openapi.json and lets each operation be tried. Text goes into the page as text only, so
// nothing that the document or an answer says can become markup.
"use strict";

let token = "";

function make(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

// resolve follows a reference of the form #/components/...
function resolve(doc, part) {
  if (!part || !part.$ref) return part;
  return part.$ref.slice(2).split("/").reduce((at, key) => at[key], doc);
}

function table(caption, heads, rows) {
  if (rows.length === 0) return null;
  return make("table", {},
    make("caption", {}, caption),
    make("thead", {}, make("tr", {}, ...heads.map((h) => make("th", { scope: "col" }, h)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((cell) => make("td", {}, cell))))));
}

async function show(output, request) {
  output.textContent = "…";
  const [path, init] = request;
  const started = performance.now();
  try {
    const abort = new AbortController();
    const answer = await fetch(path, { ...init, signal: abort.signal });
    const head = `${answer.status} ${answer.statusText} · ${Math.round(performance.now() - started)} ms\n` +
      [...answer.headers].map(([name, value]) => `${name}: ${value}`).join("\n") + "\n\n";
    if ((answer.headers.get("content-type") || "").startsWith("text/event-stream")) {
      output.textContent = head + "(a stream; its first events follow)\n";
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      setTimeout(() => abort.abort(), 20000);
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        output.append(value);
      }
      return;
    }
    let body = await answer.text();
    try { body = JSON.stringify(JSON.parse(body), null, 2); } catch { /* no JSON: shown as it is */ }
    output.textContent = head + body;
  } catch (err) {
    output.append(`\n${err.message}`);
  }
}

// prepare builds the request that an operation's form describes.
function prepare(method, path, fields, body, contentType) {
  const headers = {};
  const query = new URLSearchParams();
  for (const { param, input } of fields) {
    if (input.value === "") continue;
    if (param.in === "path") path = path.replace(`{${param.name}}`, encodeURIComponent(input.value));
    if (param.in === "query") query.append(param.name, input.value);
    if (param.in === "header") headers[param.name] = input.value;
  }
  if (token) headers.Authorization = `Bearer ${token}`;
  const init = { method, headers };
  if (body && body.value.trim() !== "") {
    headers["Content-Type"] = contentType;
    init.body = body.value;
  }
  return [query.size ? `${path}?${query}` : path, init];
}

function example(doc, schema) {
  const found = resolve(doc, schema);
  return JSON.stringify(found.examples ? found.examples[0] : {}, null, 2);
}

function operation(doc, path, method, op, shared) {
  const params = [...shared, ...(op.parameters || [])].map((p) => resolve(doc, p));
  const fields = params.map((param) => ({ param, input: make("input", { required: !!param.required && param.in === "path" }) }));
  const content = op.requestBody ? op.requestBody.content : {};
  const contentType = Object.keys(content)[0];
  const body = contentType ? make("textarea", { spellcheck: false }) : null;
  if (body) body.value = contentType === "application/json" ? example(doc, content[contentType].schema) : "username=&password=";
  const output = make("pre", { tabIndex: 0 });
  const form = make("form", {},
    ...fields.map(({ param, input }) => make("label", {}, `${param.name} (${param.in})`, input)),
    body && make("label", { className: "wide" }, `Body, ${contentType}`, body),
    make("button", {}, "Send"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show(output, prepare(method.toUpperCase(), path, fields, body, contentType));
  });
  const answers = Object.entries(op.responses).map(([status, answer]) => {
    const a = resolve(doc, answer);
    return [status, a.description, Object.keys(a.content || {}).join(", ")];
  });
  return make("details", {},
    make("summary", {},
      make("span", { className: "method" }, method.toUpperCase()),
      make("span", { className: "path" }, path), ` — ${op.summary}`),
    op.description ? make("p", {}, op.description) : null,
    table("Parameters", ["Name", "In", "Meaning"], params.map((p) => [p.name, p.in, p.description || ""])),
    table("Answers", ["Status", "Meaning", "Type"], answers),
    form, output);
}

async function draw() {
  const doc = await (await fetch("/openapi.json")).json();
  document.getElementById("title").textContent = `${doc.info.title} ${doc.info.version}`;
  document.getElementById("about").append(" ", doc.info.description);
  const main = document.getElementById("operations");
  for (const tag of doc.tags) {
    main.append(make("h2", {}, tag.name), make("p", {}, tag.description));
    for (const [path, item] of Object.entries(doc.paths)) {
      for (const method of ["get", "post", "put", "delete"]) {
        const op = item[method];
        if (op && op.tags[0] === tag.name) main.append(operation(doc, path, method, op, item.parameters || []));
      }
    }
  }
}

document.getElementById("session").addEventListener("submit", async (event) => {
  event.preventDefault();
  const state = document.getElementById("session-state");
  const form = new URLSearchParams({
    grant_type: "password",
    username: document.getElementById("username").value,
    password: document.getElementById("password").value,
  });
  const answer = await fetch("/auth/token", { method: "POST", body: form });
  const found = await answer.json();
  token = answer.ok ? found.access_token : "";
  state.textContent = answer.ok ? "Signed in" : String(found.detail);
});

draw();

/* global console, fetch, URL */
// comment.cjs KEY FILE: puts FILE, Markdown, into the pull or merge request, in place of what was put there
// under the same KEY before. Which request, and as whom, the variables of GitHub's and GitLab's jobs say:
//   GitHub: GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, PULL_REQUEST (its number)
//   GitLab: CI_API_V4_URL, CI_MERGE_REQUEST_PROJECT_ID, CI_MERGE_REQUEST_IID, LAB_COMMENT_TOKEN
const { readFileSync } = require("node:fs");

const longest = 65_000;

/** Where the comments of the request are, and how one is changed. */
function service(env) {
  const need = (name) => {
    if (env[name]) return env[name];
    throw new Error(`the variable ${name} is not set`);
  };
  if (env.GITHUB_REPOSITORY) {
    const root = `${need("GITHUB_API_URL")}/repos/${need("GITHUB_REPOSITORY")}/issues`;
    return {
      list: `${root}/${number(need("PULL_REQUEST"))}/comments`,
      one: (id) => `${root}/comments/${number(id)}`,
      change: "PATCH",
      headers: {
        authorization: `Bearer ${need("GITHUB_TOKEN")}`,
        accept: "application/vnd.github+json",
      },
      // somebody else may quote the marker
      isOurs: ({ user }) => user?.type === "Bot",
    };
  }
  const project = number(need("CI_MERGE_REQUEST_PROJECT_ID"));
  const list = `${need("CI_API_V4_URL")}/projects/${project}/merge_requests/${number(need("CI_MERGE_REQUEST_IID"))}/notes`;
  return {
    list,
    one: (id) => `${list}/${number(id)}`,
    change: "PUT",
    headers: { "private-token": need("LAB_COMMENT_TOKEN") },
    isOurs: ({ author, system }) => !system && author?.username?.includes("_bot"),
  };
}

/** Nothing else may become a part of an address. */
function number(value) {
  if (/^\d{1,18}$/.test(String(value))) return String(value);
  throw new Error(`not the number of anything: ${value}`);
}

async function call(method, address, headers, body) {
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const answer = await fetch(address, {
    method,
    headers: { ...headers, ...type },
    redirect: "error",
    ...json,
  });
  if (answer.ok) return answer.json();
  const { pathname } = new URL(address);
  throw new Error(`${method} ${pathname}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
}

/** The newest comment of ours under the key. */
async function find({ list, headers, isOurs }, marker) {
  let found;
  for (let page = 1; ; page++) {
    const comments = await call("GET", `${list}?per_page=100&page=${page}`, headers);
    found = comments.findLast((one) => one.body?.startsWith(marker) && isOurs(one)) ?? found;
    if (comments.length < 100) return found;
  }
}

async function comment(key, file, env) {
  if (!/^[a-z-]+$/.test(key ?? "") || !file) throw new Error("usage: comment.cjs KEY FILE");
  const marker = `<!-- ocplab:${key} -->`;
  const text = readFileSync(file, "utf8");
  if (text.length > longest)
    throw new Error(`${file} has ${text.length} characters; a comment may have ${longest}`);
  const body = `${marker}\n${text}`;
  const requests = service(env);
  const standing = await find(requests, marker);
  if (standing?.body === body) return "as it was";
  if (standing) await call(requests.change, requests.one(standing.id), requests.headers, { body });
  else await call("POST", requests.list, requests.headers, { body });
  return standing ? "changed" : "new";
}

comment(process.argv[2], process.argv[3], process.env).then(
  (what) => console.log(`comment: ${what}`),
  (error) => {
    console.error(`comment: ${error.message}`);
    process.exitCode = 1;
  },
);

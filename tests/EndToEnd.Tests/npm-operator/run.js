// The package `@dcos/mesos-client`, which is used as published, in a browser's environment (jsdom): asks and follows a cluster.
// Usage: node run.js HOST PORT [FRAMEWORK]. Prints one line for each answer, and exits 0 when all have come; with a framework's
// name it goes on, prints one line for each event, and exits 0 when those of that framework have come: added, its task added and
// finished, removed.
"use strict";

const { JSDOM } = require("jsdom");

const [host, port, name] = process.argv.slice(2);
const page = new JSDOM("", { url: `http://${host}:${port}/` });
global.XMLHttpRequest = page.window.XMLHttpRequest; // what the package expects of its surroundings

const { request, stream } = require("@dcos/mesos-client");

const secondsMax = 90;
const api = "/api/v1";
const asked = ["GET_HEALTH", "GET_VERSION", "GET_FLAGS", "GET_METRICS", "GET_AGENTS", "GET_FRAMEWORKS", "GET_TASKS", "GET_STATE"];
const wanted = new Set(["FRAMEWORK_ADDED", "TASK_ADDED", "TASK_UPDATED", "FRAMEWORK_REMOVED", "HEARTBEAT"]);
let framework;
let events;

setTimeout(() => end(1, `still waiting for ${[...wanted].join(", ")} after ${secondsMax} s`), secondsMax * 1000);
ask(asked);

function ask(types) {
  if (types.length === 0) {
    if (name) {
      follow();
    } else {
      end(0, "all answered");
    }
    return;
  }
  const type = types[0];
  const call = type === "GET_METRICS" ? { type, get_metrics: {} } : { type };
  request(call, api).subscribe(
    (answer) => {
      const body = JSON.parse(answer);
      if (body.type !== type || !body[type.toLowerCase()]) {
        end(1, `${type} was answered ${answer}`);
      }
      console.log(`answer ${type}`);
    },
    (error) => end(1, `${type} failed: ${JSON.stringify(error)}`),
    () => ask(types.slice(1)));
}

function follow() {
  events = stream({ type: "SUBSCRIBE" }, api).subscribe(
    (record) => take(JSON.parse(record)),
    (error) => end(1, `the stream failed: ${JSON.stringify(error)}`),
    () => end(1, "the stream ended"));
}

function take(event) {
  switch (event.type) {
    case "SUBSCRIBED":
      console.log(`event SUBSCRIBED ${event.subscribed.get_state.get_agents.agents.length} agents`);
      break;
    case "FRAMEWORK_ADDED":
      if (event.framework_added.framework.framework_info.name === name) {
        framework = event.framework_added.framework.framework_info.id.value;
        seen(event, framework);
      }
      break;
    case "TASK_ADDED":
      if (event.task_added.task.framework_id.value === framework) {
        seen(event, event.task_added.task.task_id.value);
      }
      break;
    case "TASK_UPDATED":
      if (event.task_updated.framework_id.value === framework && event.task_updated.state === "TASK_FINISHED") {
        seen(event, event.task_updated.status.task_id.value);
      }
      break;
    case "FRAMEWORK_REMOVED":
      if (event.framework_removed.framework_info.id.value === framework) {
        seen(event, framework);
      }
      break;
    default:
      seen(event, "");
  }
}

function seen(event, what) {
  console.log(`event ${event.type} ${what}`.trim());
  wanted.delete(event.type);
  if (wanted.size === 0) {
    events.unsubscribe(); // as a page does that is left
    end(0, "followed to the end");
  }
}

function end(code, text) {
  console.log(text);
  process.exit(code);
}

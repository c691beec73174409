// A batch of tasks through the package `mesos-framework`, which is used as published: usage: node run.js HOST PORT TASKS
// Prints one line for each status and exits 0 when all tasks have reached TASK_FINISHED.
"use strict";

const fs = require("fs");
const { Scheduler, Mesos } = require("mesos-framework");
const mesos = Mesos.getMesos();

const [host, port, count] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const secondsMax = 90;
const finished = new Set();

fs.mkdirSync("logs", { recursive: true });

const scheduler = new Scheduler({
  masterUrl: host,
  port: port,
  frameworkName: "npm mesos-framework",
  masterConnectionTimeout: 60, // longer than the heartbeats' interval
  logging: { path: "logs", fileName: "scheduler.log", level: "info" },
  restartStates: [], // a task that fails is to show
  tasks: {
    work: {
      priority: 1,
      instances: count,
      commandInfo: new mesos.CommandInfo(null, null, true, "echo \"on $HOST\"; sleep 0.2", null, null),
      resources: { cpus: 0.1, mem: 32, disk: 0, ports: 0 },
    },
  },
});

scheduler.on("subscribed", (event) => console.log(`subscribed ${event.frameworkId}`));

scheduler.on("update", (update) => {
  const { task_id: task, state, message } = update.status;
  console.log(`update ${task.value} ${state} ${message || ""}`);
  if (state === "TASK_FINISHED") {
    finished.add(task.value);
  } else if (/TASK_(FAILED|ERROR|LOST|KILLED|DROPPED|GONE)/.test(state)) {
    end(1, "a task did not finish");
  }
  if (finished.size === count) {
    scheduler.on("sent_teardown", () => end(0, "all finished"));
    scheduler.teardown();
  }
});

scheduler.on("error", (error) => {
  // The stream's end after the teardown is announced as an error, too.
  if (finished.size < count) {
    end(1, `error ${error.message || JSON.stringify(error)}`);
  }
});

scheduler.on("ready", () => scheduler.subscribe());
setTimeout(() => end(1, `only ${finished.size} of ${count} tasks finished in ${secondsMax} s`), secondsMax * 1000);

function end(code, text) {
  console.log(text);
  process.exit(code);
}

'use strict';
// A custom executor as third-party libraries write them: subscribes on a connection of its own, keeps what is not
// acknowledged, and looks for its agent again when the stream breaks. Messages of the scheduler tell it how tasks end.
const crypto = require('crypto');
const fs = require('fs');
const http = require('http');

const env = process.env;
const [host, port] = env.MESOS_AGENT_ENDPOINT.split(':');
const tasks = new Map();
const updates = new Map();
let subscriptions = 0;
let brokenSince = null;

function duration(text) {
  const found = /^([\d.]+)(ns|us|ms|secs|mins|hrs|days|weeks)$/.exec(text);
  const units = { ns: 1e-6, us: 1e-3, ms: 1, secs: 1e3, mins: 6e4, hrs: 36e5, days: 864e5, weeks: 6048e5 };
  return Number(found[1]) * units[found[2]];
}

function call(type, rest) {
  return JSON.stringify({
    type,
    executor_id: { value: env.MESOS_EXECUTOR_ID },
    framework_id: { value: env.MESOS_FRAMEWORK_ID },
    ...rest,
  });
}

function post(body, onResponse, onBroken) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json', Connection: 'close' };
  const request = http.request({ host, port, method: 'POST', path: '/api/v1/executor', headers, agent: false }, onResponse);
  request.on('error', onBroken);
  request.end(body);
}

function send(update) {
  post(call('UPDATE', { update }), response => response.resume(), () => {});
}

function report(taskId, state) {
  const status = {
    task_id: { value: taskId },
    state,
    source: 'SOURCE_EXECUTOR',
    executor_id: { value: env.MESOS_EXECUTOR_ID },
    uuid: crypto.randomBytes(16).toString('base64'),
    timestamp: Date.now() / 1000,
    message: `pid ${process.pid}`,
  };
  updates.set(status.uuid, { status });
  send({ status });
}

function handle(event) {
  switch (event.type) {
    case 'SUBSCRIBED':
      subscriptions++;
      brokenSince = null;
      fs.writeFileSync('subscribed', String(subscriptions));
      post(call('HEARTBEAT', {}), response => fs.writeFileSync('heartbeat', String(response.statusCode)), () => {});
      break;
    case 'LAUNCH':
      tasks.set(event.launch.task.task_id.value, event.launch.task);
      report(event.launch.task.task_id.value, 'TASK_RUNNING');
      break;
    case 'KILL':
      report(event.kill.task_id.value, 'TASK_KILLED');
      break;
    case 'ACKNOWLEDGED':
      updates.delete(event.acknowledged.uuid);
      tasks.delete(event.acknowledged.task_id.value);
      break;
    case 'MESSAGE': {
      const text = Buffer.from(event.message.data, 'base64').toString();
      const data = Buffer.from(`heard ${text}`).toString('base64');
      post(call('MESSAGE', { message: { data } }), response => response.resume(), () => {});
      if (text.startsWith('finish ')) {
        report(text.slice('finish '.length), 'TASK_FINISHED');
      }
      break;
    }
    case 'SHUTDOWN':
      process.exit(0);
  }
}

function subscribe() {
  let buffer = Buffer.alloc(0);
  const subscription = {
    unacknowledged_tasks: [...tasks.values()],
    unacknowledged_updates: [...updates.values()],
  };
  post(call('SUBSCRIBE', { subscribe: subscription }), response => {
    if (response.statusCode !== 200) {
      response.resume();
      retry();
      return;
    }
    response.on('data', data => {
      buffer = Buffer.concat([buffer, data]);
      for (;;) {
        const end = buffer.indexOf(10);
        const length = end < 0 ? NaN : Number(buffer.subarray(0, end));
        if (end < 0 || buffer.length < end + 1 + length) {
          break;
        }
        const record = buffer.subarray(end + 1, end + 1 + length);
        buffer = buffer.subarray(end + 1 + length);
        handle(JSON.parse(record));
      }
    });
    response.on('close', retry);
    response.on('error', () => {});
  }, retry);
}

function retry() {
  brokenSince ??= Date.now();
  if (env.MESOS_CHECKPOINT !== '1' || Date.now() - brokenSince > duration(env.MESOS_RECOVERY_TIMEOUT)) {
    process.exit(1);
  }
  setTimeout(subscribe, Math.random() * duration(env.MESOS_SUBSCRIPTION_BACKOFF_MAX));
}

fs.writeFileSync('environment', JSON.stringify(env));
subscribe();

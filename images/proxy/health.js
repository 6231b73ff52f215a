// Whether the proxy answers; /_chp_healthz is its own, and asks no hub.
const http = require("node:http");

const request = http.get("http://127.0.0.1:8000/_chp_healthz", { timeout: 4000 }, (answer) => {
  process.exit(answer.statusCode === 200 ? 0 : 1);
});
request.on("timeout", () => request.destroy(new Error("timeout")));
request.on("error", () => process.exit(1));

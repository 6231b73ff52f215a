// Starts the server from its environment, and lets it finish what it is doing when it is told to stop.
import { createRequire } from 'node:module';

import { createApp } from './app.js';

const PORT = 3333;
const { version } = createRequire(import.meta.url)('./package.json');

function needed(name) {
  const value = process.env[name];
  if (!value) {
    console.error(`${name} is empty. Give the node server a value for it.`);
    process.exit(78);
  }
  return value;
}

const server = createApp({
  username: process.env.DEMO_USERNAME || 'mapuser',
  password: needed('DEMO_PASSWORD'),
  secret: needed('JWT_SECRET'),
  backend: process.env.PY_BACKEND || 'http://mapapi:5000',
  version,
});

server.listen(PORT, () => console.log(`Listening on port ${PORT}`));

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => server.close(() => process.exit(0)));
}

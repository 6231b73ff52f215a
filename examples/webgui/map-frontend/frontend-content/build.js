// Writes dist/pipeline-viewer: every file under a name with a digest of its content, so that browsers may keep it for ever.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

const SOURCE = new URL('src/', import.meta.url);
const TARGET = new URL('dist/pipeline-viewer/', import.meta.url);

const made = new Map(); // name -> name with digest

/** Write a file, after those that it names, and give its new name. */
function make(name) {
  if (!made.has(name)) {
    const content = renamed(name);
    const digest = createHash('sha256').update(content).digest('hex').slice(0, 16);
    made.set(name, name.replace(/(\.\w+)$/, `.${digest}$1`));
    writeFileSync(new URL(made.get(name), TARGET), content);
  }
  return made.get(name);
}

/** A file's content, which names others in quotes as './name' or "name". */
function renamed(name) {
  const others = readdirSync(SOURCE).filter((other) => other !== name && other !== 'index.html');
  return others.reduce((text, other) => {
    const quoted = new RegExp(`(['"](?:\\./)?)${other.replace('.', '\\.')}(?=['"])`, 'g');
    return quoted.test(text) ? text.replace(quoted, `$1${make(other)}`) : text;
  }, readFileSync(new URL(name, SOURCE), 'utf8'));
}

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(TARGET, { recursive: true });
writeFileSync(new URL('index.html', TARGET), withPreloads(renamed('index.html')));
console.log(`Wrote ${made.size + 1} files.`);

/** The page, which lets modules be fetched at once rather than one after the other. */
function withPreloads(page) {
  const modules = [...made].filter(([name]) => name.endsWith('.js') && name !== 'main.js');
  const links = modules.map(([, name]) => `  <link rel="modulepreload" href="${name}">\n`);
  return page.replace('</head>', `${links.join('')}</head>`);
}

// SPDX-License-Identifier: Apache-2.0
// node sql.mjs ENGINE FILE: runs the statements of a file, by duckdb or clickhouse, in this folder; the rows
// of the last, a line of JSON each, with every value as a text.
import fs from 'node:fs';

const [engine, path] = process.argv.slice(2);
const statements = fs.readFileSync(path, 'utf8').split(/;\s*(?:\n|$)/).filter((each) => each.trim());

async function withDuckdb() {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  let found;
  for (const each of statements) found = await connection.runAndReadAll(each);
  return found.getRows();
}

async function withClickhouse() {
  const { Session } = await import('chdb');
  const session = new Session();
  let found;
  for (const each of statements) found = session.query(each, 'JSONCompactStringsEachRow');
  return found.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

const engines = { duckdb: withDuckdb, clickhouse: withClickhouse };
for (const row of await engines[engine]()) console.log(JSON.stringify(row.map(String)));

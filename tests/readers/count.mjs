// SPDX-License-Identifier: Apache-2.0
// node count.mjs FILE QUERY: what DuckDB answers of a file, which the query calls FILE, as a line of JSON.
import { DuckDBInstance } from '@duckdb/node-api';

const [path, query] = process.argv.slice(2);
const connection = await (await DuckDBInstance.create()).connect();
const found = await connection.runAndReadAll(query.replaceAll('FILE', `'${path}'`));
console.log(JSON.stringify(found.getRows()[0].map(String)));

// SPDX-License-Identifier: Apache-2.0
// node polars.mjs FILE COLUMNS: how many rows polars finds in a Parquet file, and the least and the greatest
// value of each of these columns, which are integers, as texts; all in a line of JSON.
import pl from 'nodejs-polars';

const [path, names] = process.argv.slice(2);
const columns = JSON.parse(names);
const table = pl.readParquet(path);
const of = (what) => columns.map((name) => {
  const value = table.select(pl.col(name)[what]().cast(pl.Utf8)).toRecords()[0][name];
  return value ?? null;
});
console.log(JSON.stringify([table.height, of('min'), of('max')]));

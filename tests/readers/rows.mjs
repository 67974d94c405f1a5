// SPDX-License-Identifier: Apache-2.0
// node rows.mjs READER FILE KINDS: the rows of a Parquet file as one of three readers finds them, a line
// of JSON each.  Every value is a text there, so that nothing is rounded: numbers with a point as the
// sixteen digits of their bits, bytes in hexadecimal.  KINDS says what is in each column.
import fs from 'node:fs';

const [reader, path, kindsPath] = process.argv.slice(2);
const kinds = JSON.parse(fs.readFileSync(kindsPath, 'utf8'));

const bits = (value) => {
  if (Number.isNaN(value)) return 'NaN';
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
};
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const integer = (value) => BigInt(value).toString();

// A value by its kind; `of` has what the reader's own objects need.
const shown = (kind, value, of) => {
  if (value === null || value === undefined) return null;
  if (Array.isArray(kind)) return of.list(value).map((each) => shown(kind[0], each, of));
  if (typeof kind === 'object') {
    const fields = of.struct(value);
    return Object.fromEntries(Object.keys(kind).map((name) => [name, shown(kind[name], fields[name], of)]));
  }
  switch (kind) {
    case 'integer':
    case 'port': return integer(value);
    case 'real': return bits(value);
    case 'bytes': return hex(of.bytes(value));
    case 'time': return of.time(value);
    case 'bool':
    case 'presence':
      if (typeof value !== 'boolean') throw new Error(`${value} is no boolean`);
      return value;
    default:
      if (typeof value !== 'string') throw new Error(`${value} is no text`);
      return value;
  }
};

const same = (value) => value;

async function* withHyparquet() {
  const { parquetReadObjects } = await import('hyparquet');
  const { compressors } = await import('hyparquet-compressors');
  const data = fs.readFileSync(path);
  const file = data.buffer.slice(data.byteOffset, data.byteOffset + data.length);
  const parsers = {
    timestampFromNanoseconds: same, timestampFromMicroseconds: same,
    jsonFromBytes: (bytes) => bytes && new TextDecoder().decode(bytes),
  };
  const rows = await parquetReadObjects({ file, compressors, parsers, utf8: false });
  const of = { list: same, struct: same, bytes: same, time: integer };
  for (const row of rows) yield shown(kinds, row, of);
}

// Arrow's own getters round times: the numbers themselves are taken.
async function* withParquetWasm() {
  const { createRequire } = await import('node:module');
  const { readParquet } = createRequire(import.meta.url)('parquet-wasm');
  const { tableFromIPC, DataType } = await import('apache-arrow');
  const table = tableFromIPC(readParquet(fs.readFileSync(path)).intoIPCStream());
  const at = (data, i) => {
    if (data.nullCount && !data.getValid(i)) return null;
    if (DataType.isTimestamp(data.type)) return data.values[i];
    if (DataType.isStruct(data.type))
      return Object.fromEntries(data.type.children.map((child, n) => [child.name, at(data.children[n], i)]));
    if (DataType.isList(data.type)) {
      const [from, to] = [data.valueOffsets[i], data.valueOffsets[i + 1]];
      return Array.from({ length: to - from }, (_, n) => at(data.children[0], from + n));
    }
    const vector = new (table.getChildAt(0).constructor)([data]);
    return vector.get(i);
  };
  const of = { list: same, struct: same, bytes: same, time: integer };
  for (const batch of table.batches)
    for (let i = 0; i < batch.numRows; i++) {
      const row = batch.schema.fields.map((field, n) => [field.name, at(batch.data.children[n], i)]);
      yield shown(kinds, Object.fromEntries(row), of);
    }
}

// DuckDB has times with a zone in microseconds only, whatever the file has.
async function* withDuckdb() {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create()).connect();
  const found = await connection.runAndReadAll(`SELECT * FROM '${path}'`);
  const of = { list: (value) => value.items, struct: (value) => value.entries, bytes: (value) => value.bytes,
    time: (value) => value.micros.toString() };
  for (const row of found.getRowObjects()) yield shown(kinds, { entries: row }, of);
}

const readers = { hyparquet: withHyparquet, 'parquet-wasm': withParquetWasm, duckdb: withDuckdb };
let lines = [];
for await (const row of readers[reader]()) {
  lines.push(JSON.stringify(row));
  if (lines.length === 1000) {
    fs.writeSync(1, lines.join('\n') + '\n');
    lines = [];
  }
}
if (lines.length) fs.writeSync(1, lines.join('\n') + '\n');

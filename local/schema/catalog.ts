/** Whether two databases are the same, told fact by fact: objects, privileges, comments, rows. */
import { join } from "node:path";
import type { TransactionSql } from "postgres";
import type { Sql } from "../database.ts";

/** `table private.settings, definition` and what the database has there. */
export type Catalog = Map<string, string>;

/** Every fact of a database that this project makes; rows without the moment they were made. */
export async function readCatalog(sql: Sql | TransactionSql): Promise<Catalog> {
  const query = await Deno.readTextFile(join(import.meta.dirname!, "catalog.sql"));
  // Names come with their schemas then, whatever the session's own path is.
  await sql`set search_path to ''`;
  const catalog: Catalog = new Map();
  for (const { kind, name, aspect, fact } of await sql.unsafe(query)) {
    catalog.set(`${kind} ${name}, ${aspect}`, fact);
  }
  const tables = await sql`
    select
      pg_class.oid::regclass::text as name,
      array_agg(pg_attribute.attname order by pg_attribute.attnum)
        filter (where pg_attribute.attnum = any (pg_index.indkey)) as key
    from pg_catalog.pg_class
    left join pg_catalog.pg_index on pg_index.indrelid = pg_class.oid and pg_index.indisprimary
    left join pg_catalog.pg_attribute
      on pg_attribute.attrelid = pg_class.oid and pg_attribute.attnum > 0
    where pg_class.relkind = 'r'
      and pg_class.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
    group by pg_class.oid`;
  for (const { name, key } of tables) {
    const rows = await sql.unsafe(`select to_jsonb(row) - 'created_at' as row from ${name} as row`);
    for (const { row } of rows) {
      const id = (key as string[] | null)?.map((column) => row[column]).join(", ") ??
        JSON.stringify(row);
      catalog.set(`row ${id} of ${name}`, JSON.stringify(row));
    }
  }
  return catalog;
}

export interface Difference {
  /** `table private.settings, definition` */
  fact: string;
  /** What each of the two has there; undefined where it has nothing. */
  one: string | undefined;
  other: string | undefined;
}

/** Every fact in which two databases differ, by name; none if they are the same. */
export function differencesOf(one: Catalog, other: Catalog): Difference[] {
  return [...new Set([...one.keys(), ...other.keys()])].sort()
    .map((fact) => ({ fact, one: one.get(fact), other: other.get(fact) }))
    .filter((each) => each.one !== each.other);
}

/** A difference in a line or two, with the names of the databases. */
export function inWords(
  { fact, one, other }: Difference,
  [nameOfOne, nameOfOther]: [one: string, other: string],
): string {
  if (other === undefined) return `${fact}: only ${nameOfOne} have it: ${one}`;
  if (one === undefined) return `${fact}: only ${nameOfOther} have it: ${other}`;
  return `${fact}: ${nameOfOne}: ${one}; ${nameOfOther}: ${other}`;
}

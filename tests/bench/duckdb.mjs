// The rating of the bench in DuckDB.
//   node duckdb.mjs THREADS rate  USAGE.ndjson DIR OUT
//   node duckdb.mjs THREADS bill  RATED.ndjson
//   node duckdb.mjs THREADS totals CDR.csv DIR
//   node duckdb.mjs THREADS availability SAMPLES.ndjson
// DIR holds subs.tsv and rates.tsv; the node module stands in $BENCH_NODE.
import { createRequire } from 'node:module';

const require = createRequire(process.env.BENCH_NODE + '/');
const { DuckDBInstance } = require('@duckdb/node-api');
const [threads, verb, input, dir, out] = process.argv.slice(2);
const instance = await DuckDBInstance.create(':memory:', { threads });
const db = await instance.connect();
const quote = (s) => `'${s.replaceAll("'", "''")}'`;

async function lookups() {
	await db.run(`create table sub as select * from read_csv(
	    ${quote(dir + '/subs.tsv')}, delim = '\t', header = false,
	    columns = {who: 'varchar', account: 'varchar'})`);
	await db.run(`create table rate as select * from read_csv(
	    ${quote(dir + '/rates.tsv')}, delim = '\t', header = false,
	    columns = {p: 'varchar', d: 'varchar', price: 'decimal(18,9)'})`);
}

// one hash join per length of prefix, on plain columns; `n` the number, `t`
// the usage type, `q` the quantity
const lengths = [7, 6, 5, 4, 3, 2];
const rated = (source) => `
	select * exclude (d, rp, ${lengths.map((k) => `p${k}`).join(', ')}),
	    d as destination,
	    case t when 'voice' then round(rp * charged_quantity / 60 + 0.02, 4)
	    when 'sms' then q * 0.05
	    else round(charged_quantity * 2 / 1000000000, 6) end as amount
	from (select u.*, s.account, t as price,
	    coalesce(${lengths.map((k) => `r${k}.d`).join(', ')}) as d,
	    coalesce(${lengths.map((k) => `r${k}.price`).join(', ')}) as rp,
	    case t when 'voice' then case when q <= 30 then 30
	        else 30 + (q - 30 + 5) // 6 * 6 end
	    when 'sms' then q else (q + 999) // 1000 * 1000 end
	        as charged_quantity
	from (select *, ${lengths.map((k) =>
	`case when t = 'voice' then n[1:${k}] end as p${k}`).join(', ')}
	    from (${source})) u
	left join sub s on s.who = u.who
	${lengths.map((k) => `left join rate r${k} on r${k}.p = p${k}`).join('\n')})`;

const columns = `{type: 'varchar', usage_id: 'varchar', ts: 'varchar',
    end_ts: 'varchar', usage_type: 'varchar', identifier: 'varchar',
    called_number: 'varchar', quantity: 'bigint', unit: 'varchar',
    in_octets: 'bigint', out_octets: 'bigint', source: 'varchar',
    seq: 'bigint'`;

if (verb === 'availability') {
	await db.run(`create table sum as select node, object,
	    sum(case when was then epoch(ts) - epoch(last) end) as up,
	    sum(epoch(ts) - epoch(last)) as whole
	    from (select *, lag(ts) over w as last, lag(up) over w as was
	    from (select *, oper = 'up' or coalesce(reachable, false) as up
	    from read_json(${quote(input)}, format = 'newline_delimited',
	    columns = {type: 'varchar', ts: 'timestamp', node: 'varchar',
	    object: 'varchar', oper: 'varchar', reachable: 'boolean'})
	    where type = 'sample')
	    window w as (partition by node, object order by ts))
	    group by all`);
} else if (verb === 'rate') {
	await lookups();
	await db.run(`copy (select * exclude (who, n, t, q) from (` + rated(
	    `select *, identifier as who, called_number as n,
	    usage_type as t, quantity as q
	    from read_json(${quote(input)}, format = 'newline_delimited',
	    columns = ${columns}}) where type = 'usage'`) +
	    `)) to ${quote(out)} (format json)`);
} else if (verb === 'bill') {
	const r = await db.runAndReadAll(`select count(*), sum(a) from (
	    select account, price, sum(quantity) q, sum(amount) a, count(*) n
	    from read_json(${quote(input)}, format = 'newline_delimited',
	    columns = ${columns}, account: 'varchar', price: 'varchar',
	    subscription: 'varchar', amount: 'decimal(18,9)'})
	    where type = 'rated' group by account, subscription, price)`);
	console.log(r.getRows().flat().join(' '));
} else {
	await lookups();
	const r = await db.runAndReadAll(`select count(*), sum(a) from (
	    select account, sum(amount) a from (` + rated(
	    `select subscriber as who, called as n, type as t, quantity as q
	    from read_csv(${quote(input)}, header = true, columns = {
	    id: 'varchar', start: 'varchar', "end": 'varchar',
	    type: 'varchar', subscriber: 'varchar', called: 'varchar',
	    quantity: 'bigint', unit: 'varchar', "in": 'bigint',
	    "out": 'bigint'})`) + `) group by account)`);
	console.log(r.getRows().flat().join(' '));
}

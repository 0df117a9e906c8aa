package main

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/duckdb/duckdb-go/v2"
)

// integerSQL is the two-step rule on integer codes.
const integerSQL = `
WITH sums AS (
  SELECT c.member, e.entity, s.step, sum(c.cents) AS total, max(c.day) AS latest
  FROM lines c JOIN steps s USING (specialty) JOIN entities e USING (tin)
  WHERE c.code < 60 AND c.day BETWEEN 365 AND 729
  GROUP BY ALL
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY member ORDER BY step, total DESC, latest DESC, entity) AS place FROM sums
)
SELECT count(*) FILTER (step = 1), count(*) FILTER (step = 2), sum((member::BIGINT * 31 + entity) % 1000003)::BIGINT
FROM ranked WHERE place = 1`

// textSQL is the same on identifiers and codes as texts, dates and decimals.
const textSQL = `
WITH sums AS (
  SELECT c.member, e.entity, s.step, sum(c.allowed) AS total, max(c.date) AS latest
  FROM text_lines c JOIN text_steps s USING (specialty) JOIN text_entities e USING (tin)
  WHERE c.code IN (SELECT code FROM primary_codes) AND c.date BETWEEN DATE '2024-01-02' AND DATE '2024-12-31'
  GROUP BY ALL
), ranked AS (
  SELECT *, row_number() OVER (PARTITION BY member ORDER BY step, total DESC, latest DESC, entity) AS place FROM sums
)
SELECT count(*) FILTER (step = 1), count(*) FILTER (step = 2), sum((member::BIGINT * 31 + entity) % 1000003)::BIGINT
FROM ranked WHERE place = 1`

const schemaSQL = `
CREATE TABLE lines (member INTEGER, npi INTEGER, tin INTEGER, code INTEGER, specialty INTEGER, day INTEGER, cents BIGINT);
CREATE TABLE entities (tin INTEGER, entity BIGINT);
CREATE TABLE steps (specialty INTEGER, step INTEGER)`

const textsSQL = `
CREATE TABLE text_lines AS SELECT member::VARCHAR AS member, (1000000000 + npi)::VARCHAR AS npi, (200000000 + tin)::VARCHAR AS tin,
  'P' || lpad(code::VARCHAR, 4, '0') AS code, lpad(specialty::VARCHAR, 2, '0') AS specialty,
  DATE '2023-01-02' + day AS date, (cents::DECIMAL(14,2) / 100)::DECIMAL(12,2) AS allowed FROM lines;
CREATE TABLE text_entities AS SELECT (200000000 + tin)::VARCHAR AS tin, entity FROM entities;
CREATE TABLE text_steps AS SELECT lpad(specialty::VARCHAR, 2, '0') AS specialty, step FROM steps;
CREATE TABLE primary_codes AS SELECT DISTINCT code FROM text_lines WHERE code < 'P0060'`

// duckDB is a database in memory with the rows loaded.
type duckDB struct {
	ctx       context.Context
	connector *duckdb.Connector
	db        *sql.DB
}

func openDuck(ctx context.Context, d *dataset, threads int) (*duckDB, error) {
	connector, err := duckdb.NewConnector(fmt.Sprintf("?threads=%d", threads), nil)
	if err != nil {
		return nil, err
	}
	k := &duckDB{ctx, connector, sql.OpenDB(connector)}
	if _, err := k.db.ExecContext(ctx, schemaSQL); err != nil {
		return nil, errors.Join(err, k.close())
	}
	if err := k.load(d); err != nil {
		return nil, errors.Join(err, k.close())
	}
	if _, err := k.db.ExecContext(ctx, textsSQL); err != nil {
		return nil, errors.Join(err, k.close())
	}
	return k, nil
}

func (k *duckDB) load(d *dataset) error {
	conn, err := k.connector.Connect(k.ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	err = appendAll(conn, "lines", len(d.rows), func(i int) []driver.Value {
		x := &d.rows[i]
		return []driver.Value{x.member, x.npi, x.tin, x.code, x.specialty, x.day, x.cents}
	})
	if err != nil {
		return err
	}
	err = appendAll(conn, "entities", tins, func(i int) []driver.Value {
		return []driver.Value{int32(i), winner(d.organization[i], i)}
	})
	if err != nil {
		return err
	}
	return appendAll(conn, "steps", secondStep, func(i int) []driver.Value {
		step := int32(2)
		if i < firstStep {
			step = 1
		}
		return []driver.Value{int32(i), step}
	})
}

func appendAll(conn driver.Conn, table string, n int, row func(int) []driver.Value) error {
	a, err := duckdb.NewAppenderFromConn(conn, "", table)
	if err != nil {
		return err
	}
	for i := range n {
		if err := a.AppendRow(row(i)...); err != nil {
			return errors.Join(err, a.Close())
		}
	}
	return a.Close()
}

func (k *duckDB) engine(query string) func() (outcome, error) {
	return func() (o outcome, err error) {
		err = k.db.QueryRowContext(k.ctx, query).Scan(&o.first, &o.second, &o.sum)
		return o, err
	}
}

func (k *duckDB) close() error { return errors.Join(k.db.Close(), k.connector.Close()) }

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestJoin(t *testing.T) {
	for in, want := range map[string]string{
		"470 469 470":                 "469 470",
		"0456 0450 0451 0452 0981":    "0450-0452 0456 0981",
		"0450 0451":                   "0450 0451",
		"21 80":                       "21 80",
		"02RF37H X2RF332 02RF37Z 35":  "02RF37H 02RF37Z 35 X2RF332",
		"3505 3506":                   "3505 3506",
		"330154 330155 330156 330157": "330154 330155 330156 330157",
	} {
		if got := join(strings.Fields(in)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

func TestDate(t *testing.T) {
	for in, want := range map[string]string{"41275": "2013-01-01", "43857": "2020-01-27", "": "", "60": "1900-02-28"} {
		if got, err := date(in); err != nil || got != want {
			t.Errorf("%s: %s, %v", in, got, err)
		}
	}
	if _, err := date("January"); err == nil {
		t.Error("a word is a date")
	}
}

// A sheet's own running number has to agree with its rows.
func TestRows(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for cell, value := range map[string]string{"B2": "Sort", "C2": "Code", "B4": "1", "C4": " 001 ", "B5": "2", "C5": "002", "C6": "End"} {
		if err := f.SetCellStr("Sheet1", cell, value); err != nil {
			t.Fatal(err)
		}
	}
	got, err := rows(f, "Sheet1", 2)
	if err != nil || len(got) != 2 || got[0][0] != "001" || got[1][0] != "002" || got[1][1] != "" {
		t.Errorf("%q, %v", got, err)
	}
	if err := f.SetCellStr("Sheet1", "B5", "3"); err != nil {
		t.Fatal(err)
	}
	if _, err := rows(f, "Sheet1", 2); err == nil {
		t.Error("a row is missing, and nobody says so")
	}
	if _, err := rows(f, "Sheet2", 2); err == nil {
		t.Error("a sheet is missing, and nobody says so")
	}
}

func TestWithoutWorkbooks(t *testing.T) {
	dir := t.TempDir()
	if err := run("2025-01-21", dir, dir); err == nil {
		t.Error("a table was written of nothing")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("%s holds %v", filepath.Base(dir), entries)
	}
}

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/examples/internal/trial"
)

// A program of target prices takes them from a file, by category and cell.
func TestPrices(t *testing.T) {
	const stays = "member,claim,setting,from,through,drg,facility,amount\nA,1,inpatient,2026-03-01,2026-03-04,470,H1,20000.00\nB,2,inpatient,2026-03-01,2026-03-04,469,H1,31000.00\n"
	const target = `{"name": "prices", "basis": "allowed", "benchmark": {"target": {}}}`
	dir := trial.Files(t, map[string]string{"claims.csv": stays, "prices.csv": "category,cell,target\nLEJR,470,22500.50\nLEJR,,30000\n", "target.json": target})
	args := []string{"-claims", "@claims.csv", "-definition", "team", "-program", "@target.json"}
	out, errs, code := episodes(t, dir, append([]string{"-prices", "@prices.csv"}, args...)...)
	if code != 0 {
		t.Fatal(errs)
	}
	contains(t, out, "LEJR 1 2 0 25,500.00 - - 26,250.25 1,500.50 0.00", "H1 LEJR 2 0 25,500.00 25,500.00 1,500.50")
	if _, errs, code := episodes(t, dir, append([]string{"-out", "@out.csv", "-lines", "@lines.csv"}, args...)...); code != 2 || errs != "-prices: 2 of 2 episodes have no target price, the first of category LEJR and cell 470\n" {
		t.Errorf("%d %s", code, errs)
	}
	trial.Leftovers(t, dir, "claims.csv", "prices.csv", "target.json")
	for text, want := range map[string]string{
		"category,target\n,5\n":                                    "prices.csv:2:1: category: is empty\n",
		"category,target\nA,-5\n":                                  "prices.csv:2:3: target: is below zero\n",
		"category,target\nA,x\n":                                   "prices.csv:2:3: target: ",
		"category,target\nA,5\nA,6\n":                              "prices.csv:3:1: category: there is a price of the same already\n",
		"category,target\nA,\n":                                    "prices.csv:2:3: target: is empty\n",
		"category,target,regional\nA,5,-1\n":                       "prices.csv:2:5: regional: is below zero\n",
		"category,target,member\nA,5,M\n":                          "prices.csv:2:1: from: the price of an episode has a member and the first day of the trigger\n",
		"category,target,from\nA,5,2026-01-01\n":                   "prices.csv:2:5: from: the price of an episode has a member",
		"category,target,from\nA,5,soon\n":                         "prices.csv:2:5: from: want a date",
		"category,target,member,from,cell\nA,5,M,2026-01-01,470\n": "prices.csv:2:5: member: the price of an episode has no cell and no provider\n",
		"category,cell,target,to\nA,470,5,\n":                      "prices.csv:1:22: header: unknown column (known: category, target, cell, provider, member, from, regional)\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, "prices.csv"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, errs, code := episodes(t, dir, append([]string{"-prices", "@prices.csv"}, args...)...); code != 2 || !strings.HasPrefix(errs, want) {
			t.Errorf("%q: %d %s", text, code, errs)
		}
	}
}

// The price of one episode goes before that of its provider and cell, of its provider, of
// its cell and of its category; a price of an episode that there is not is noted.
func TestPriceOfAnEpisode(t *testing.T) {
	const stays = "member,claim,setting,from,through,drg,facility,amount\nA,1,inpatient,2026-03-01,2026-03-04,470,H1,20000.00\n"
	const target = `{"name": "prices", "basis": "allowed", "benchmark": {"target": {}}}`
	rows := []string{"LEJR,25000,,,,\n", "LEJR,24000,470,,,\n", "LEJR,23000,,H1,,\n", "LEJR,22000,470,H1,,\n", "LEJR,21000,,,A,2026-03-01\n"}
	for i := range rows {
		file := "category,target,cell,provider,member,from\nLEJR,1,469,,,\nLEJR,2,,H2,,\nLEJR,3,470,H2,,\nLEJR,4,,,A,2026-03-02\nLEJR,5,,,B,2026-03-01\n" + strings.Join(rows[:i+1], "")
		dir := trial.Files(t, map[string]string{"claims.csv": stays, "prices.csv": file, "target.json": target})
		out, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "team", "-program", "@target.json", "-prices", "@prices.csv")
		if code != 0 {
			t.Fatal(errs)
		}
		contains(t, out, "-prices has prices of single episodes that there are not: 2.", fmt.Sprintf("H1 LEJR 1 0 20,000.00 20,000.00 %d,000.00", 5-i))
		released, _, _ := episodes(t, dir, "-claims", "@claims.csv", "-definition", "team", "-program", "@target.json", "-prices", "@prices.csv", "-release")
		contains(t, released, "-prices has prices of single episodes that there are not: *.")
	}
}

// Prices that nobody reads are noted: of providers without episodes, and all of them where
// the program holds episodes against no price.
func TestPricesThatNobodyReads(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": teamClaims, "prices.csv": "category,target,provider\nLEJR,25000,\nBOWEL,45000,\nBOWEL,1,H7\nLEJR,1,H7\nLEJR,1,H1\n",
		"program.json": `{"name": "x", "basis": "allowed", "benchmark": {"target": {}}}`})
	args := []string{"-claims", "@claims.csv", "-definition", "team-2027", "-prices", "@prices.csv"}
	out, errs, code := episodes(t, dir, append(args, "-program", "@program.json")...)
	if code != 0 {
		t.Fatal(errs)
	}
	contains(t, out, "-prices has prices of providers without episodes here: H7.", "H1 LEJR 2 0 27,500.00 27,500.00 -54,998.00")
	if out, errs, code = episodes(t, dir, args...); code != 0 {
		t.Fatal(errs)
	}
	contains(t, out, "The program holds no episode against a price: nobody reads -prices.", "LEJR 2 3 0 24,666.67 - - - 0.00 0.00")
}

// A program that looks at regional prices where volume is low takes them from the file.
func TestRegionalPrices(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": teamClaims, "providers.csv": "provider,category,baseline\nH1,LEJR,5\nH1,BOWEL,50\nH2,BOWEL,50\nH2,LEJR,50\n",
		"prices.csv":   "category,target,regional\nLEJR,25000,30000\nBOWEL,45000,\n",
		"program.json": `{"name": "x", "basis": "allowed", "benchmark": {"target": {}}, "volume": [{"minimum": 20, "on": "baseline", "action": "regionalOnly"}]}`})
	args := []string{"-claims", "@claims.csv", "-definition", "team-2027", "-program", "@program.json", "-providers", "@providers.csv", "-prices", "@prices.csv"}
	out, errs, code := episodes(t, dir, args...)
	if code != 0 {
		t.Fatal(errs)
	}
	contains(t, out, "LEJR 2 3 0 24,666.67 - - 28,333.33 ", "H1 (regionalOnly) LEJR 2 0 27,500.00 27,500.00 5,000.00", "H2 LEJR 1 0 19,000.00 19,000.00 6,000.00")
	if err := os.WriteFile(filepath.Join(dir, "prices.csv"), []byte("category,target\nLEJR,25000\nBOWEL,45000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs, code := episodes(t, dir, args...); code != 2 || errs != "-prices: an episode has no regional price, and the program takes it where volume is low\n" {
		t.Error(code, errs)
	}
}

// A program that looks at care after the episode needs a definition that keeps it apart.
func TestCareAfterTheEpisode(t *testing.T) {
	dir := trial.Files(t, map[string]string{"claims.csv": claimsCSV, "providers.csv": "provider,category,post_mean,post_deviation\nH1,asthma,100,5\n",
		"program.json": `{"name": "x", "basis": "allowed", "benchmark": {"thresholds": {"dollars": "adjusted", "levels": [{"commendable": 60000}]}}, "final": [{"kind": "postEpisode", "deviations": 2}]}`})
	_, errs, code := episodes(t, dir, "-claims", "@claims.csv", "-definition", "asthma", "-program", "@program.json", "-providers", "@providers.csv")
	if code != 2 || errs != "-definition: an episode keeps no care after it apart, and the program looks at it\n" {
		t.Error(code, errs)
	}
}

package main

import (
	"bytes"
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestThePageIsCurrent(t *testing.T) {
	var b bytes.Buffer
	if err := run(nil, &b); err != nil {
		t.Fatal(err)
	}
	if run([]string{"x"}, &b) == nil {
		t.Error("an argument is taken")
	}
	var usage bytes.Buffer
	if err := run([]string{"-help"}, &usage); err != nil || usage.String() != help {
		t.Errorf("-help prints %q, %v", usage.String(), err)
	}
	top, err := root()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(filepath.Join(top, "docs", "programs.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), want) {
		t.Error("docs/programs.md is out of date: go run ./examples/programs > docs/programs.md")
	}
}

// results are the types of what presets give.
var results = []string{"Terms", "Plan", "Method", "Adjustments", "Program", "Suite", "Definition", "Overlay", "Goal", "CappedExcess"}

// Every exported function that gives terms, and is no constructor or decoder, is a preset
// and stands on the page; an illustration says so in its name.
func TestEveryPresetIsOnThePage(t *testing.T) {
	for _, r := range rooms() {
		pkg, err := parse(r.name)
		if err != nil {
			t.Fatal(err)
		}
		functions := pkg.Funcs
		for _, typ := range pkg.Types {
			functions = append(functions, typ.Funcs...)
		}
		for _, f := range functions {
			if strings.HasPrefix(f.Name, "Decode") || strings.HasPrefix(f.Name, "Illustrative") || !givesTerms(f.Decl) {
				continue
			}
			if !slices.ContainsFunc(r.presets, func(p preset) bool { return p.function == f.Name }) {
				t.Errorf("%s.%s is not among the presets of the page", r.name, f.Name)
			}
		}
	}
}

func givesTerms(f *ast.FuncDecl) bool {
	if !f.Name.IsExported() || f.Recv != nil || f.Type.Results == nil || f.Type.TypeParams != nil {
		return false
	}
	first := f.Type.Results.List[0].Type
	if list, ok := first.(*ast.ArrayType); ok {
		first = list.Elt
	}
	name, ok := first.(*ast.Ident)
	return ok && slices.Contains(results, name.Name)
}

func TestYearsAreRanges(t *testing.T) {
	p := preset{function: "X", terms: func(y int) (any, error) {
		if y == 2013 || y >= 2015 && y <= 2017 {
			return y, nil
		}
		return nil, os.ErrNotExist
	}}
	years, last, err := p.known()
	if years != "2013, 2015-2017" || last != 2017 || err != nil {
		t.Errorf("%s, %v, %v", years, last, err)
	}
	p.terms = func(int) (any, error) { return nil, os.ErrNotExist }
	if _, _, err := p.known(); err == nil {
		t.Error("a preset that knows nothing is on the page")
	}
	p.terms = func(y int) (any, error) {
		if y < 2020 {
			return nil, os.ErrNotExist
		}
		return y, nil
	}
	if years, _, _ := p.known(); years != "2020 and later" {
		t.Errorf("got %s", years)
	}
}

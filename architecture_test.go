package apm_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/seed-6807d414/apm"

// pkg is what `go list -json` says of a package; only what it needs to compile
// counts, not its tests.
type pkg struct {
	ImportPath string
	Standard   bool
	Imports    []string
	Module     *struct{ Path string }
}

// room is the room that a package of this module belongs to, with all below it;
// the root and its internal packages belong to none.
func room(path string) string {
	below, inside := strings.CutPrefix(path, module+"/")
	name, _, _ := strings.Cut(below, "/")
	if !inside || name == "internal" {
		return ""
	}
	return name
}

// violations says where an import graph leaves the plan of the house: the root is
// in the middle, each room imports the root and no other room, and the only module
// from outside is that of the decimals.
func violations(graph []pkg) (found []string) {
	allowed := []string{module, "github.com/shopspring/decimal"}
	for _, p := range graph {
		if p.Standard {
			continue
		}
		if p.Module == nil || !slices.Contains(allowed, p.Module.Path) {
			found = append(found, fmt.Sprintf("the library depends on %s", p.ImportPath))
			continue
		}
		if p.Module.Path != module {
			continue
		}
		for _, imported := range p.Imports {
			if r := room(imported); r != "" && r != room(p.ImportPath) {
				found = append(found, fmt.Sprintf("%s imports the room %s", p.ImportPath, imported))
			}
		}
	}
	return found
}

// foreign says which modules a go.mod requires that the library may not.
func foreign(mod []byte) (found []string, err error) {
	var file struct {
		Require []struct {
			Path     string
			Indirect bool
		}
	}
	if err := json.Unmarshal(mod, &file); err != nil {
		return nil, err
	}
	allowed := []string{"github.com/shopspring/decimal", "github.com/google/go-cmp", "pgregory.net/rapid"}
	for _, r := range file.Require {
		if !r.Indirect && !slices.Contains(allowed, r.Path) {
			found = append(found, r.Path)
		}
	}
	return found, nil
}

// goTool runs the go tool on this module alone, without the workspace that joins
// the examples.
func goTool(t *testing.T, args ...string) []byte {
	t.Helper()
	var complaints bytes.Buffer
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOWORK=off")
	cmd.Stderr = &complaints
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, complaints.String())
	}
	return out
}

func TestRoomsImportOnlyTheRoot(t *testing.T) {
	var graph []pkg
	for decoder := json.NewDecoder(bytes.NewReader(goTool(t, "list", "-deps", "-json=ImportPath,Standard,Imports,Module", "./..."))); ; {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		graph = append(graph, p)
	}
	if !slices.ContainsFunc(graph, func(p pkg) bool { return p.ImportPath == module && len(p.Imports) > 0 }) {
		t.Fatalf("go list says nothing of %s in %d packages", module, len(graph))
	}
	for _, v := range violations(graph) {
		t.Error(v)
	}
}

func TestGoModRequiresNoMoreThanItShould(t *testing.T) {
	found, err := foreign(goTool(t, "mod", "edit", "-json", "go.mod"))
	if err != nil || len(found) > 0 {
		t.Errorf("go.mod requires %v, %v", found, err)
	}
}

// The two tests above fail on a house that was built otherwise.
func TestViolationsAreFound(t *testing.T) {
	own := &struct{ Path string }{module}
	decimals := &struct{ Path string }{"github.com/shopspring/decimal"}
	for _, c := range []struct {
		name  string
		graph []pkg
		want  string
	}{
		{"a star", []pkg{
			{ImportPath: "fmt", Standard: true},
			{ImportPath: decimals.Path, Module: decimals, Imports: []string{"fmt"}},
			{ImportPath: module, Module: own, Imports: []string{decimals.Path, module + "/internal/text"}},
			{ImportPath: module + "/tcoc", Module: own, Imports: []string{module, "fmt", module + "/tcoc/internal/track", module + "/internal/text"}},
			{ImportPath: module + "/tcoc/internal/track", Module: own, Imports: []string{module}},
			{ImportPath: module + "/internal/text", Module: own},
		}, "[]"},
		{"a room on a room", []pkg{{ImportPath: module + "/tcoc", Module: own, Imports: []string{module + "/quality"}}},
			"[" + module + "/tcoc imports the room " + module + "/quality]"},
		{"deep inside", []pkg{{ImportPath: module + "/tcoc/a/b", Module: own, Imports: []string{module + "/tcocs/a"}}},
			"[" + module + "/tcoc/a/b imports the room " + module + "/tcocs/a]"},
		{"the root on a room", []pkg{{ImportPath: module, Module: own, Imports: []string{module + "/tcoc"}}},
			"[" + module + " imports the room " + module + "/tcoc]"},
		{"by way of an internal package", []pkg{{ImportPath: module + "/internal/x", Module: own, Imports: []string{module + "/tcoc"}}},
			"[" + module + "/internal/x imports the room " + module + "/tcoc]"},
		{"another module", []pkg{{ImportPath: "example.com/x/y", Module: &struct{ Path string }{"example.com/x"}}},
			"[the library depends on example.com/x/y]"},
		{"the examples", []pkg{{ImportPath: module + "/examples/published", Module: &struct{ Path string }{module + "/examples"}}},
			"[the library depends on " + module + "/examples/published]"},
	} {
		if got := fmt.Sprint(violations(c.graph)); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	found, err := foreign([]byte(`{"Require":[{"Path":"github.com/shopspring/decimal"},{"Path":"example.com/x"},{"Path":"example.com/y","Indirect":true}]}`))
	if err != nil || fmt.Sprint(found) != "[example.com/x]" {
		t.Errorf("%v, %v", found, err)
	}
}

package main

import (
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// The README shows the program's real output, indented by four.
func TestTheREADMEShowsTheRealOutput(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	out := builtIn()
	var block strings.Builder
	lines := strings.Split(strings.TrimRight(out, "\n"), "\n")
	for _, line := range lines {
		if line != "" {
			line = "    " + line
		}
		block.WriteString(line + "\n")
		if n := utf8.RuneCountInString(line); n > 132 {
			t.Errorf("%d columns are more than a screen: %s", n, line)
		}
	}
	if len(lines) > 45 {
		t.Errorf("%d lines are more than a screen", len(lines))
	}
	if !strings.Contains(string(readme), "\n\n"+block.String()+"\n") {
		t.Errorf("README.md does not show what the program prints:\n%s", block.String())
	}
}

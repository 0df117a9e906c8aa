// Command programs prints the page docs/programs.md: every preset of the library, the
// years that it knows, the authorities that its rules name, and what it says of itself.
//
//	go run ./examples/programs > docs/programs.md
//
// The years come from asking each preset, the authorities from the terms that it gives,
// and the words from its doc comment.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "programs:", err)
		os.Exit(1)
	}
}

const help = `programs prints the page docs/programs.md from the presets of the library. It takes no
flags, and runs inside the repository, whose doc comments it reads.

  programs > docs/programs.md
`

// run prints the whole page, or nothing.
func run(args []string, stdout io.Writer) error {
	if len(args) == 1 && (args[0] == "-help" || args[0] == "--help" || args[0] == "-h") {
		_, err := io.WriteString(stdout, help)
		return err
	}
	if len(args) > 0 {
		return fmt.Errorf("unexpected argument %q", args[0])
	}
	var b bytes.Buffer
	if err := page(&b); err != nil {
		return err
	}
	_, err := b.WriteTo(stdout)
	return err
}

const opening = `# Programs

Every preset of the library: a function that gives a program's rules as plain data, which can be printed as JSON, edited
and read again. A year or an option that a preset does not know is an error that lists what it knows. This page is
generated from the presets (` + "`go run ./examples/programs > docs/programs.md`" + `), and a test holds it against them.

Presets hold only numbers that were read in a source, recomputed from published results or published as a worked
example; a number that could not be sourced is an argument of the preset, or left out and said so below. What is called
illustrative shows how a program is built, with numbers and code lists of our own making.

`

func page(w io.Writer) error {
	if _, err := io.WriteString(w, opening); err != nil {
		return err
	}
	for _, room := range rooms() {
		docs, err := readDocs(room.name)
		if err != nil {
			return err
		}
		if err := room.print(w, docs); err != nil {
			return err
		}
	}
	return nil
}

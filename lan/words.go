package lan

import (
	"strings"

	"github.com/seed-6807d414/apm"
)

// word reports a word that is neither empty nor one of the known ones.
func word[W ~string](c apm.Check, w W, known ...W) {
	if w != "" {
		apm.OneOf(c, w, known...)
	}
}

// wanted reports a word that is not one of the known ones, the empty one included.
func wanted[W ~string](c apm.Check, w W, known ...W) {
	if w == "" {
		c.Problemf("is empty (known: %s)", words(known))
		return
	}
	word(c, w, known...)
}

func words[W ~string](known []W) string {
	out := make([]string, len(known))
	for i, k := range known {
		out[i] = string(k)
	}
	return strings.Join(out, ", ")
}

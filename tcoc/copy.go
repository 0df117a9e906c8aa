package tcoc

import (
	"reflect"

	"github.com/seed-6807d414/apm/internal/data"
)

// measured says whether a plan is small enough to be walked.
func measured(p Plan) bool {
	return data.Room[Plan]().Small(p, reflect.TypeFor[Rule](), reflect.TypeFor[Plan](), reflect.TypeFor[Condition]())
}

// copied is a deep copy of a plan, but for the rules of others, which it cannot know
// how to copy. Pointers to rules of this package become plain rules, and nil
// pointers to rules no rule.
func copied(p Plan) Plan { return data.Copy(data.Room[Plan](), p) }

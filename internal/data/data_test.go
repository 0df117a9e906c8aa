package data_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/seed-6807d414/apm/internal/data"
)

type rule interface{ Kind() string }

type leaf struct{ Numbers []int }

func (leaf) Kind() string { return "leaf" }

type list struct {
	Rules []rule
	Names map[string][]int
	Leaf  *leaf
	Other *strings.Reader
}

func (list) Kind() string { return "list" }

func TestCopySharesNothingOfTheRoom(t *testing.T) {
	other := strings.NewReader("x")
	var none *leaf
	from := list{Rules: []rule{&leaf{Numbers: []int{1}}, none, leaf{}}, Names: map[string][]int{"a": {2}}, Leaf: &leaf{Numbers: []int{3}}, Other: other}
	to := data.Copy(data.Room[list](), from)
	from.Rules[0].(*leaf).Numbers[0], from.Names["a"][0], from.Leaf.Numbers[0] = 9, 9, 9
	want := list{Rules: []rule{leaf{Numbers: []int{1}}, nil, leaf{}}, Names: map[string][]int{"a": {2}}, Leaf: &leaf{Numbers: []int{3}}, Other: other}
	if !reflect.DeepEqual(to, want) || to.Other != other {
		t.Errorf("got %+v", to)
	}
}

func TestSmallRefusesWhatHoldsItself(t *testing.T) {
	node := reflect.TypeFor[rule]()
	loop := list{Rules: make([]rule, 2)}
	loop.Rules[0], loop.Rules[1] = loop, loop
	for name, c := range map[string]struct {
		value list
		want  bool
	}{
		"itself":    {loop, false},
		"too many":  {list{Rules: make([]rule, data.MaxNodes+1)}, false},
		"just fine": {list{Rules: make([]rule, data.MaxNodes)}, true},
	} {
		if got := data.Room[list]().Small(c.value, node); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

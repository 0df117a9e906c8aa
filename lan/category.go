package lan

import (
	"fmt"
	"slices"
	"strings"
)

// Category is a category of the HCP-LAN APM Framework.
type Category string

// The categories. Category 2D is of the 2016 edition only, which splits pay for
// performance into rewards (2C) and rewards with penalties (2D); category 4C is of the
// 2017 edition only.
const (
	Undetermined Category = ""   // a field that decides is missing
	Category1    Category = "1"  // fee for service without a link to quality and value
	Category2A   Category = "2A" // foundational payments for infrastructure and operations
	Category2B   Category = "2B" // pay for reporting
	Category2C   Category = "2C" // pay for performance
	Category2D   Category = "2D" // rewards and penalties for performance, in 2016
	Category3A   Category = "3A" // shared savings
	Category3B   Category = "3B" // shared savings and downside risk
	Category3N   Category = "3N" // risk-based, not linked to quality: no progress credit
	Category4A   Category = "4A" // condition-specific population-based payment
	Category4B   Category = "4B" // comprehensive population-based payment
	Category4C   Category = "4C" // integrated finance and delivery system
	Category4N   Category = "4N" // capitated, not linked to quality: no progress credit
)

// Edition is an edition of the framework's white paper.
type Edition string

// The editions.
const (
	Edition2016 Edition = "2016" // with 2D and without 4C
	Edition2017 Edition = "2017" // the refresh
)

func (e Edition) known() bool { return e == Edition2016 || e == Edition2017 }

func (e Edition) problem() string {
	return fmt.Sprintf("unknown edition %q (known: 2016, 2017)", string(e))
}

// Categories lists the categories from fee for service to integrated delivery, as a
// table or a chart shows them. Each call gives a list of its own.
func Categories() []Category {
	return []Category{Category1, Category2A, Category2B, Category2C, Category2D, Category3N, Category3A, Category3B,
		Category4N, Category4A, Category4B, Category4C}
}

// DefaultRank lists the categories from the least advanced to the most, as
// [ByRank] weighs them. A category without a link to quality outranks none that has
// one, because it gets no progress credit.
func DefaultRank() []Category {
	return []Category{Category1, Category3N, Category4N, Category2A, Category2B, Category2C, Category2D, Category3A, Category3B,
		Category4A, Category4B, Category4C}
}

// ParseCategory reads "3A". Anything else than a category is an error that lists them.
func ParseCategory(s string) (Category, error) {
	if c := Category(s); slices.Contains(Categories(), c) {
		return c, nil
	}
	return Undetermined, fmt.Errorf("unknown category (known: %s)", list(Categories()))
}

// Family is the number in front of the category, 1 to 4, and 0 for undetermined.
func (c Category) Family() int {
	if c == Undetermined {
		return 0
	}
	return int(c[0] - '0')
}

// String is the code, or "undetermined".
func (c Category) String() string {
	if c == Undetermined {
		return "undetermined"
	}
	return string(c)
}

// APM lists the categories that count as alternative payment models: 3A, 3B and 4A to
// 4C. What is not linked to quality gets no credit.
func APM() []Category { return []Category{Category3A, Category3B, Category4A, Category4B, Category4C} }

// TwoSided lists the categories with downside risk: 3B and 4A to 4C, as the goals of
// the LAN count them from 2019 on.
func TwoSided() []Category { return []Category{Category3B, Category4A, Category4B, Category4C} }

// Linked lists the categories that are linked to quality and value: all but 1, 3N, 4N
// and what is undetermined.
func Linked() []Category {
	return []Category{Category2A, Category2B, Category2C, Category2D, Category3A, Category3B, Category4A, Category4B, Category4C}
}

// place is where a table shows the category; what is undetermined stands last.
func (c Category) place() int {
	if i := slices.Index(Categories(), c); i >= 0 {
		return i
	}
	return len(Categories())
}

// list is the categories in a message: "3A, 3B".
func list(categories []Category) string {
	words := make([]string, len(categories))
	for i, c := range categories {
		words[i] = c.String()
	}
	return strings.Join(words, ", ")
}

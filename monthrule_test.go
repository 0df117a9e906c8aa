package apm_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-6807d414/apm"
)

func TestMonthRule(t *testing.T) {
	for _, c := range []struct {
		rule apm.MonthRule
		want string
	}{
		{apm.MonthRule{Count: apm.ByDays}, ""},
		{apm.MonthRule{Count: apm.AnyDay, Choose: apm.LastDay}, ""},
		{apm.MonthRule{Count: apm.AllDays, Choose: apm.FirstDay}, ""},
		{apm.MonthRule{Count: apm.OnLastDay}, ""},
		{apm.MonthRule{Count: apm.OnDay, Day: 1}, ""},
		{apm.MonthRule{Count: apm.OnDay, Day: 28}, ""},
		{apm.MonthRule{}, `count: unknown count "" (known: days, any, all, on, lastDay)`},
		{apm.MonthRule{Count: "half", Day: 1}, "count: unknown count \"half\" (known: days, any, all, on, lastDay)\nday: has no meaning unless count is \"on\""},
		{apm.MonthRule{Count: apm.OnDay}, "day: 0 is not a day that every month has (1 to 28)"},
		{apm.MonthRule{Count: apm.OnDay, Day: 29}, "day: 29 is not a day that every month has (1 to 28)"},
		{apm.MonthRule{Count: apm.AnyDay, Choose: apm.MostDays}, `choose: unknown choice "most" (known: first, last)`},
		{apm.MonthRule{Count: apm.ByDays, Choose: apm.LastDay}, `choose: has no meaning unless count is "any" or "all"`},
	} {
		var problems apm.Problems
		c.rule.Validate(problems.Check(), apm.FirstDay, apm.LastDay)
		got := ""
		if err := problems.Err(); err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%+v: %s", c.rule, diff)
		}
	}
}

package spend

import (
	"github.com/seed-6807d414/apm"
	"github.com/shopspring/decimal"
)

// Units of member-months in a month and in a year.
var (
	unitsOfMonth = decimal.NewFromInt(int64(apm.OneMonth))
	unitsOfYear  = decimal.NewFromInt(int64(12 * apm.OneMonth))
)

var (
	twelve = decimal.New(12, 0)
	one    = decimal.New(1, 0)
)

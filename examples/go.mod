module github.com/seed-6807d414/apm/examples

go 1.25

require (
	github.com/seed-6807d414/apm v0.0.0
	github.com/shopspring/decimal v1.6.0
)

replace github.com/seed-6807d414/apm => ../

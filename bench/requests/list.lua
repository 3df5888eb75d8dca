local token = os.getenv("BENCH_TOKEN") or ""
local headers = { ["Authorization"] = "Bearer " .. token }
local path = "/api/v1/data/customer?filter=%7B%22tenant_id%22%3A%22t1%22%2C%22status%22%3A%22active%22%7D&sort=-updatedAt&limit=50"
function request() return wrk.format("GET", path, headers) end

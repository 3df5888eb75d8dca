-- Every value is new: an update that changes nothing is no write.
local n, token, began = 0, os.getenv("BENCH_TOKEN") or "", os.time()
local places = math.floor(tonumber(os.getenv("BENCH_ROWS") or "100000") / 6)
local headers = { ["Authorization"] = "Bearer " .. token, ["Content-Type"] = "application/json" }
function request()
  n = n + 1
  local index = ((n * 7919) % places) * 6 + 1
  local body = '{"amount":' .. (n % 100000) .. ',"notes":"Renewal call held on Tuesday; sends the quotation again next week, number ' .. began .. '-' .. n .. '"}'
  return wrk.format("PATCH", string.format("/api/v1/data/customer/c%015d", index), headers, body)
end

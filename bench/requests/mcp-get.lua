-- The records of get.lua through the tool get_record, in MCP 2026-07-28.
local n, token = 0, os.getenv("BENCH_TOKEN") or ""
local places = math.floor(tonumber(os.getenv("BENCH_ROWS") or "100000") / 6)
local headers = {
  ["Authorization"] = "Bearer " .. token,
  ["Content-Type"] = "application/json",
  ["Accept"] = "application/json, text/event-stream",
  ["MCP-Protocol-Version"] = "2026-07-28",
  ["Mcp-Method"] = "tools/call",
  ["Mcp-Name"] = "get_record",
}
local body = '{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"get_record","arguments":{"object":"customer","id":"c%015d"},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}'
function request()
  n = n + 1
  local index = ((n * 7919) % places) * 6 + 1
  return wrk.format("POST", "/mcp", headers, string.format(body, n, index))
end

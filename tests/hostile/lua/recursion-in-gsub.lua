-- value: "limit" alike
local m = {}
function m.h(case, event)
  local function swap(s) return (string.gsub(s, ".", swap)) end
  return swap("abc")
end
return m

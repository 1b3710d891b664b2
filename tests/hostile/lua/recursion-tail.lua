-- value: "limit" alike
local m = {}
function m.h(case, event)
  local function down(n) return down(n + 1) end
  return down(1)
end
return m

-- value: "limit" alike
local m = {}
function m.h(case, event)
  local function down(n) return 1 + down(n + 1) end
  return down(1)
end
return m

-- value: "error" alike
local m = {}
function m.h(case, event)
  local t = {3, "a", 1}
  table.sort(t)
  return t
end
return m

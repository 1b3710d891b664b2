-- value: "error"
local m = {}
function m.h(case, event)
  local t = {}
  t[math.maxinteger] = 1
  table.insert(t, math.maxinteger, 2)
  return t
end
return m

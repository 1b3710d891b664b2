-- value: "error" alike
local m = {}
function m.h(case, event)
  local t = {}
  t.t = t
  return t
end
return m

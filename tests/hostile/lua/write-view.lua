-- value: "error" alike
local m = {}
function m.h(case, event)
  local l = case.list
  l[1] = 9
  return l[1]
end
return m

-- value: "error" alike
local m = {}
function m.h(case, event)
  table.insert(case.list, 4)
  return #case.list
end
return m

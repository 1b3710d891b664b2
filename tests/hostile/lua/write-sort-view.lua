-- value: "error" alike
local m = {}
function m.h(case, event)
  table.sort(case.list)
  return case.list[1]
end
return m

-- value: "error" alike
local m = {}
function m.h(case, event)
  for i = 1, 10, 0 do log(i) end
end
return m

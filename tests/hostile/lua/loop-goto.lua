-- guard: "limit" alike
local m = {}
function m.h(case, event)
  ::top::
  goto top
end
return m

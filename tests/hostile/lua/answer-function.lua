-- value: "error" alike
local m = {}
function m.h(case, event)
  return function() end
end
return m

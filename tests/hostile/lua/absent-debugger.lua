-- value: [lua-
local m = {}
function m.h(case, event)
  return debug.getregistry()
end
return m

-- value: [lua-
local m = {}
function m.h(case, event)
  local _ENV = {}
  return x
end
return m

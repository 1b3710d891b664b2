-- value: [lua-syntax]
local m = {}
function m.h(case, event)
  return [==[ never ended
  ]=]
end
return m

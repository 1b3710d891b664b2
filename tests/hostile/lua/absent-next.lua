-- value: [lua-
local m = {}
function m.h(case, event)
  return next({1})
end
return m

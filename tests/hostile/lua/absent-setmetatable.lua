-- value: [lua-
local m = {}
function m.h(case, event)
  return setmetatable({}, {__index = function(t, k) return t[k] end}).x
end
return m

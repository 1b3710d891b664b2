-- value: "error" alike
local m = {}
function m.h(case, event)
  error({code = 1})
end
return m

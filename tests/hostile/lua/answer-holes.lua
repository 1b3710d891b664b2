-- value: "error" alike
local m = {}
function m.h(case, event)
  return {1, nil, 3}
end
return m
